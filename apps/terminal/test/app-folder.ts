/** Folders of apps that tests make. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Machine } from './machine.ts'

export interface AppFolder {
  readonly dir: string
  /** Writes files over those that are there. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>
  /** Writes the package.json anew, but for its link. */
  readonly change: (manifest: object) => Promise<void>
}

let made = 0

/** An app in a folder of its own; `index.js` is an ES module. */
export async function createAppFolder(
  machine: Machine,
  source: string,
  manifest: object = {},
): Promise<AppFolder> {
  const dir = path.join(machine.home, `app-${(made += 1)}`)
  await mkdir(dir)
  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, name), text)
  }
  const base = { name: 'pears', version: '1.0.0', type: 'module', main: 'index.js', ...manifest }
  const change = async (more: object) => {
    const present = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => '{}')
    const next = { ...(JSON.parse(present) as object), ...base, ...more }
    await write({ 'package.json': `${JSON.stringify(next, null, 2)}\n` })
  }
  await change({})
  await write({ 'index.js': source })
  return { dir, write, change }
}

/** Stages and releases it; returns its link. */
export async function publish(machine: Machine, person: string, { dir }: AppFolder): Promise<string> {
  const staged = await succeed(machine, person, ['app', 'stage', dir, '--json'])
  await succeed(machine, person, ['app', 'release', dir])
  return String(staged.find(({ type }) => type === 'staged')?.['link'])
}

/** Runs a command that has to work; its lines of JSON. */
export async function succeed(machine: Machine, person: string, args: readonly string[]) {
  const ran = await machine.comice(person, args)
  if (ran.code !== 0) throw new Error(`${person}: ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`)
  return args.includes('--json') ? ran.json : []
}
