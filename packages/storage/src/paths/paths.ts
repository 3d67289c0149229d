import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { DEFAULT_PROFILE_NAME, MAX_PROFILE_NAME_LENGTH } from '../constants.ts'
import { errors } from '../errors.ts'

/** Where to look for a profile. Everything is optional; the environment and platform are parameters for tests. */
export interface ResolveProfileOptions {
  /** The profile directory itself; wins over everything else. */
  dir?: string | undefined
  /** Name of a profile below the home of all profiles. Default `default`. */
  name?: string | undefined
  /** Environment to read `COMICE_HOME`, `XDG_DATA_HOME` and `LOCALAPPDATA` from. Default `process.env`. */
  env?: Readonly<Record<string, string | undefined>> | undefined
  /** Default `process.platform`. */
  platform?: NodeJS.Platform | undefined
}

/** A profile's absolute directory and its name (for messages). */
export interface ProfileLocation {
  dir: string
  name: string
}

/** The places inside a profile directory. Only `run` and `logs` are for others to write into. */
export interface ProfilePaths {
  /** Text file with the layout's version. */
  format: string
  /** File that carries the kernel lock; its content means nothing. */
  lock: string
  /** Who holds the lock, for people and for the thin CLI. */
  owner: string
  /** Directory of secrets, mode 0700. */
  secrets: string
  /** The lock on them; missing when there is none. */
  seal: string
  /** Where the system's keychain has the key to them; missing when it does not. */
  keychain: string
  /** Directory of the Corestore. */
  store: string
  /** Directory for sockets and launch files, mode 0700. */
  run: string
  /** Directory for log files, mode 0700. */
  logs: string
}

/**
 * Where a profile lives: `dir`, else `$COMICE_HOME/<name>`, else the platform's data directory
 * (`$XDG_DATA_HOME/comice/<name>`, `~/.local/share/comice/<name>`, `~/Library/Application Support/comice/<name>`,
 * `%LOCALAPPDATA%\comice\<name>`). Pure: touches no file.
 *
 * @throws PROFILE_NAME_INVALID
 */
export function resolveProfileDir(options: ResolveProfileOptions = {}): ProfileLocation {
  const name = options.name ?? DEFAULT_PROFILE_NAME
  if (!isProfileName(name)) throw errors.PROFILE_NAME_INVALID({ maxLength: MAX_PROFILE_NAME_LENGTH })
  if (options.dir !== undefined && options.dir !== '') return { dir: resolve(options.dir), name }
  return {
    dir: join(profilesHome(options.env ?? process.env, options.platform ?? process.platform), name),
    name,
  }
}

/** The places inside the profile directory `dir`. Pure. */
export function profilePaths(dir: string): ProfilePaths {
  return {
    format: join(dir, 'FORMAT'),
    lock: join(dir, 'LOCK'),
    owner: join(dir, 'owner.json'),
    secrets: join(dir, 'secrets'),
    seal: join(dir, 'SEAL'),
    keychain: join(dir, 'KEYCHAIN'),
    store: join(dir, 'store'),
    run: join(dir, 'run'),
    logs: join(dir, 'logs'),
  }
}

/** Letters, digits, dot, dash and underscore; starts with a letter or digit, so it is never a path. */
function isProfileName(name: string): boolean {
  return name.length <= MAX_PROFILE_NAME_LENGTH && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)
}

function profilesHome(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const own = env['COMICE_HOME']
  if (own !== undefined && own !== '') return resolve(own)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'comice')
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA']
    return join(local !== undefined && local !== '' ? local : join(homedir(), 'AppData', 'Local'), 'comice')
  }
  // The XDG specification says that relative paths in its variables are to be ignored.
  const data = env['XDG_DATA_HOME']
  return join(data !== undefined && isAbsolute(data) ? data : join(homedir(), '.local', 'share'), 'comice')
}
