/** Makes this program the one that opens links of apps for other programs, when the user says so, and no sooner. */
import { spawn } from 'node:child_process'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { desktopEntry } from './desktop-entry.ts'
import { LauncherErrors } from './errors.ts'
import type { LauncherOptions } from './options.ts'

const FILE = 'comice-desktop.desktop'
const ICON = fileURLToPath(new URL('../../dist/window/comice.svg', import.meta.url))

const SCHEMES = { comice: ['comice'], 'comice-and-pear': ['comice', 'pear'] } as const

/** What was done, as a sentence. @throws NOT_REGISTERED */
export async function register(what: NonNullable<LauncherOptions['register']>): Promise<string> {
  if (process.platform !== 'linux')
    throw LauncherErrors.NOT_REGISTERED({ reason: `it is not known how on ${process.platform}` })
  const folder = path.join(dataHome(), 'applications')
  const file = path.join(folder, FILE)
  if (what === 'no-longer') {
    await rm(file, { force: true })
    await run('update-desktop-database', [folder])
    return `${file} is gone: links are no longer opened with this program`
  }
  const schemes = SCHEMES[what]
  const [, program = ''] = process.argv
  const entry = desktopEntry({ command: [process.execPath, path.resolve(program)], icon: ICON, schemes })
  await write(file, entry)
  await run('update-desktop-database', [folder])
  const types = schemes.map((scheme) => `x-scheme-handler/${scheme}`)
  const isDefault = await run('xdg-mime', ['default', FILE, ...types])
  const links = schemes.map((scheme) => `${scheme}://`).join(' and ')
  const rest = isDefault ? '' : '; xdg-mime is not here, so your desktop may ask which program to use'
  return `${file} is written: ${links} links are opened with this program${rest}`
}

function dataHome(): string {
  const wanted = process.env['XDG_DATA_HOME']
  return wanted !== undefined && path.isAbsolute(wanted) ? wanted : path.join(homedir(), '.local/share')
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  } catch (error) {
    throw LauncherErrors.NOT_REGISTERED({ reason: (error as Error).message }, { cause: error })
  }
}

/** Whether a program of the desktop is there and did what it was asked. */
function run(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
