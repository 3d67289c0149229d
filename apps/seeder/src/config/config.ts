/** The config file: TOML, every setting optional, anything unknown or wrong is an error that names it. */
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { type HostPort, type NetworkOptions, parseHostPort } from '@comice/core'
import type { KeepOptions } from '@comice/keep'
import { tryDecodeKey } from '@comice/protocol'
import { parse, TomlError } from 'smol-toml'
import { DEFAULT_PORT } from '../constants.ts'
import { SeederErrors } from '../errors.ts'
import { type Read, readBoolean, readInteger, readList, readText, SettingReader } from './setting-reader.ts'

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** What the daemon runs with. The file's own names are in seeder.example.toml. */
export interface SeederConfig {
  /** The profile's directory; absent means the platform's place for the profile `seeder`. */
  readonly dir?: string
  /** TCP port of the monitor on 127.0.0.1; 0 for any free one. */
  readonly port: number
  readonly logLevel: LogLevel
  readonly keep: KeepOptions
  readonly network: NetworkOptions
}

/** The settings of `path`, or the defaults without one. Relative directories are relative to the file. */
export async function loadConfig(path: string | null): Promise<SeederConfig> {
  if (path === null) return parseConfig('', 'the defaults')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw SeederErrors.CONFIG_UNREADABLE({ path, cause: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
  return parseConfig(text, path)
}

/** @throws CONFIG_INVALID with every problem there is */
export function parseConfig(text: string, path: string): SeederConfig {
  const root = new SettingReader(parseToml(text, path))
  const network = root.table('network')
  const dir = root.take('dir', readText)
  const allow = root.take('allow', readAllow)
  const trusted = root.take('trusted', readKeys)
  const maxBytes = root.take('max_bytes', readInteger(1, Number.MAX_SAFE_INTEGER))
  const maxCores = root.take('max_cores', readInteger(1, 100_000_000))
  const maxClientCores = root.take('max_client_cores', readInteger(1, 1_000_000))
  const config: SeederConfig = {
    ...(dir === undefined ? {} : { dir: isAbsolute(dir) ? dir : join(dirname(path), dir) }),
    port: root.take('port', readInteger(0, 65_535)) ?? DEFAULT_PORT,
    logLevel: root.take('log_level', readLogLevel) ?? 'info',
    keep: {
      ...(allow === undefined ? {} : { allow }),
      ...(trusted === undefined ? {} : { trusted }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(maxCores === undefined ? {} : { maxCores }),
      ...(maxClientCores === undefined ? {} : { maxClientCores }),
    },
    network: readNetwork(network),
  }
  const problems = [...root.problems(), ...network.problems()]
  if (problems.length > 0) throw SeederErrors.CONFIG_INVALID({ path, problems })
  return config
}

function readNetwork(table: SettingReader): NetworkOptions {
  const bootstrap = table.take('bootstrap', readHosts)
  const isPublic = table.take('public', readBoolean)
  const local = table.take('local', readBoolean)
  const mdns = table.take('mdns', readBoolean)
  const localPort = table.take('local_port', readInteger(1, 65_534))
  return {
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(isPublic === undefined ? {} : { public: isPublic }),
    ...(local === undefined ? {} : { local }),
    ...(mdns === undefined ? {} : { mdns }),
    ...(localPort === undefined ? {} : { localPort }),
  }
}

function parseToml(text: string, path: string): Record<string, unknown> {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The rest of its message quotes the file, which may hold anything.
    const what = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'not TOML'
    throw SeederErrors.CONFIG_INVALID({
      path,
      problems: [`line ${error.line}, column ${error.column}: ${what}`],
    })
  }
}

const LOG_LEVELS: readonly string[] = ['silent', 'error', 'warn', 'info', 'debug'] satisfies LogLevel[]

const readLogLevel: Read<LogLevel> = (value) =>
  LOG_LEVELS.includes(value as string)
    ? { value: value as LogLevel }
    : { expected: `one of ${LOG_LEVELS.join(', ')}` }

const readKeys = readList<Uint8Array>('a list of keys (52 characters of z32, or 64 of hex)', (text) =>
  tryDecodeKey(text),
)

const readHosts = readList<HostPort>('a list of host:port', (text) => {
  try {
    return parseHostPort(text)
  } catch {
    return null
  }
})

/** `"anyone"` has to be written out: an open seeder is a decision. */
const readAllow: Read<'anyone' | Uint8Array[]> = (value) => (value === 'anyone' ? { value } : readKeys(value))
