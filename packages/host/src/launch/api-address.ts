/** Where a profile's node can be reached. Node builtins only: the thin CLI reads this at each start. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Answers 204 to the profile's owner, and counts as a use of the node. */
export const ALIVE_PATH = '/alive'

/** Where the address stands, relative to the profile's folder. */
export const API_FILE = path.join('run', 'api.json')

export interface ApiAddress {
  /** Unix socket, or named pipe on Windows. */
  readonly socketPath: string
  /** Shown as `Authorization: Bearer …` with every call. */
  readonly token: string
  readonly pid: number
  /** Version of the local API that the node speaks. */
  readonly api: number
}

/**
 * The address that the profile's node wrote, or null when there is none; the node may be dead nonetheless. Reads at
 * once, because it is 200 bytes and loading `node:fs/promises` takes a command 1 ms.
 */
export function readApiAddress(profileDir: string): ApiAddress | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path.join(profileDir, API_FILE), 'utf8'))
    return isApiAddress(parsed) ? parsed : null
  } catch {
    // Absent, or being written at this moment: either way there is no address yet.
    return null
  }
}

function isApiAddress(value: unknown): value is ApiAddress {
  if (typeof value !== 'object' || value === null) return false
  const { socketPath, token, pid, api } = value as Record<string, unknown>
  return (
    typeof socketPath === 'string' &&
    typeof token === 'string' &&
    typeof pid === 'number' &&
    typeof api === 'number'
  )
}
