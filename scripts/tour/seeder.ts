/** The seeder of the tour: the very program that people run, with a config file of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { SEEDER_START_TIMEOUT_MS } from './constants.ts'
import { endProcess } from './processes.ts'

export interface Seeder {
  readonly pid: number
  /** Resolves with its key when it is up. */
  readonly key: Promise<string>
}

/** Where the seeder keeps what it is given. */
export function seederProfile(dir: string): string {
  return path.join(dir, 'profile')
}

/** Starts a seeder in `dir` that keeps what `owner`, a device key, asks it to. */
export async function startSeeder(dir: string, owner: string): Promise<Seeder> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const config = path.join(dir, 'seeder.toml')
  const settings = { dir: seederProfile(dir), allow: [owner], port: 0 }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
  await writeFile(config, lines.join(''))
  const program = createRequire(import.meta.url).resolve('@comice/seeder/bin')
  const log = await open(path.join(dir, 'seeder.log'), 'a', 0o600)
  try {
    const child = spawn(process.execPath, [program, '--config', config, '--json'], {
      stdio: ['ignore', 'pipe', log.fd],
    })
    await once(child, 'spawn')
    return { pid: child.pid ?? 0, key: readyKey(child) }
  } finally {
    await log.close()
  }
}

/** Ends the seeder and resolves when it is gone. */
export function stopSeeder(seeder: Seeder): Promise<void> {
  return endProcess(seeder.pid)
}

/** The first line says that it is ready, or why it is not. */
function readyKey(child: ChildProcess): Promise<string> {
  const ready = new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`the seeder was not up within ${SEEDER_START_TIMEOUT_MS} ms`)),
      SEEDER_START_TIMEOUT_MS,
    )
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      reject(new Error(`the seeder ended with ${signal ?? code ?? 'no status'}`))
    })
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late)
      const { key, message } = JSON.parse(line) as { key?: string; message?: string }
      if (key === undefined) reject(new Error(`the seeder did not start: ${message ?? line}`))
      else resolve(key)
    })
  })
  // Whoever needs the seeder looks at it; until then a rejection is no accident.
  ready.catch(() => undefined)
  return ready
}
