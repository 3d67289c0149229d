/** Where a browser can read what it is given. */
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

export interface Place {
  /** A page that leads to the address. */
  readonly launchFile: string
  /** The browser's data, which makes its window a process of its own. */
  readonly dataDir: string
}

/**
 * Where this browser keeps what belongs to `dataDir`. A browser from a snap sees no hidden folder of the home, where
 * profiles are, so it gets a place in its own; whoever deletes `dataDir` deletes this too.
 */
export function browserDataDir(browser: string, dataDir: string): string {
  const snap = /^\/snap\/bin\/([\w-]+)$/.exec(browser)?.[1]
  if (snap === undefined) return dataDir
  const name = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 24)
  return path.join(homedir(), 'snap', snap, 'common', 'comice', name)
}

/** The same place where this browser can read it, copied there when needed. */
export async function reachablePlace(browser: string, place: Place): Promise<Place> {
  const dataDir = browserDataDir(browser, place.dataDir)
  if (dataDir === place.dataDir) return place
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const launchFile = path.join(dataDir, 'open-window.html')
  await copyFile(place.launchFile, launchFile)
  await chmod(launchFile, 0o600)
  return { launchFile, dataDir }
}
