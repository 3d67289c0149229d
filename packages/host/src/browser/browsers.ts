/** Which browsers this machine has. A browser of the Chromium family can show a page as a window of its own. */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Where to look; parameters for tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isExecutable?: ((file: string) => boolean) | undefined
}

export const thisMachine: Surroundings = { platform: process.platform, env: process.env }

const LINUX_COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'brave',
  'microsoft-edge',
  'microsoft-edge-stable',
  'vivaldi-stable',
] as const

const MAC_APPS = ['Google Chrome', 'Chromium', 'Brave Browser', 'Microsoft Edge', 'Vivaldi'] as const

const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
] as const

/** Path of a browser of the Chromium family: `COMICE_BROWSER`, else the first that is installed, else null. */
export function findBrowser(around: Surroundings = thisMachine): string | null {
  const wanted = around.env['COMICE_BROWSER']
  if (wanted !== undefined && wanted !== '') return findCommand(wanted, around) ?? wanted
  const { isExecutable = isExecutableHere } = around
  for (const file of candidates(around)) if (isExecutable(file)) return file
  return null
}

function candidates(around: Surroundings): string[] {
  const { platform, env } = around
  if (platform === 'darwin') {
    const folders = ['/Applications', path.posix.join(env['HOME'] ?? '/', 'Applications')]
    return folders.flatMap((folder) => MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`))
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (one) => one !== undefined,
    )
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((program) => path.win32.join(folder, program)))
  }
  return LINUX_COMMANDS.flatMap((command) => findCommand(command, around) ?? [])
}

function findCommand(
  command: string,
  { platform, env, isExecutable: isFile = isExecutableHere }: Surroundings,
): string | null {
  if (/[\\/]/.test(command)) return command
  const folders = (env['PATH'] ?? '')
    .split(platform === 'win32' ? ';' : ':')
    .filter((folder) => folder !== '')
  return folders.map((folder) => path.join(folder, command)).find((file) => isFile(file)) ?? null
}

/** Whether a window could be shown at all. */
export function hasDisplay({ platform, env }: Surroundings = thisMachine): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
}

/** The command that opens a file in whatever browser the person prefers. */
export function defaultBrowser(
  file: string,
  platform: NodeJS.Platform = process.platform,
): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', file]
  // `start` is a part of the shell; the empty text is the title that it takes a quoted argument for.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', file]
  return ['xdg-open', file]
}

function isExecutableHere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
