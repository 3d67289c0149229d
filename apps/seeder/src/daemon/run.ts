/** The life of the process: start, ready line, signals, exit code. */
import { type ComiceError, errorToWire, ExitCode, isComiceError } from '@comice/protocol'
import { pino } from 'pino'
import { loadConfig } from '../config/config.ts'
import { STOP_TIMEOUT_MS } from '../constants.ts'
import { type Daemon, type ReadyLine, startDaemon } from './daemon.ts'

export interface RunOptions {
  /** Path of the config file, or null for the defaults. */
  config: string | null
  /** Ready line, and an error at the start, as one line of JSON on stdout. */
  json: boolean
}

/** Runs until a signal, or until the disk fails. Resolves with the exit code. */
export async function run({ config: path, json }: RunOptions): Promise<number> {
  let daemon: Daemon
  const stopping = nextSignal()
  try {
    const config = await loadConfig(path)
    // stdout is for what programs read.
    const logger = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: true }))
    daemon = await startDaemon(config, logger)
    print(json ? JSON.stringify(daemon.ready) : describe(daemon.ready))
    const reason = await Promise.race([stopping, failureOf(daemon)])
    logger.info({ reason: typeof reason === 'string' ? reason : reason.code }, 'stopping')
    const isClosed = await closeWithin(daemon)
    if (!isClosed) logger.error({ timeoutMs: STOP_TIMEOUT_MS }, 'did not stop in time')
    if (typeof reason !== 'string') return reason.exitCode
    return isClosed ? ExitCode.Ok : ExitCode.Failed
  } catch (error) {
    report(error, json)
    return exitCodeOf(error)
  }
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(signal))
    }
  })
}

function failureOf({ profile }: Daemon): Promise<ComiceError> {
  return new Promise((resolve) => {
    if (profile.failure !== null) resolve(profile.failure)
    else profile.onFailure(resolve)
  })
}

async function closeWithin(daemon: Daemon): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), STOP_TIMEOUT_MS)
  })
  const closed = daemon.close().then(() => true)
  try {
    return await Promise.race([closed, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function describe({ key, monitor, dir }: ReadyLine): string {
  return [
    `seeder key  ${key}`,
    `data        ${dir}`,
    `monitor     ${monitor}/metrics`,
    '',
    `In a room:  comice room keep <room> --on ${key}`,
  ].join('\n')
}

/** What the process ends with when `error` ended it. */
export function exitCodeOf(error: unknown): number {
  return isComiceError(error) ? error.exitCode : ExitCode.Failed
}

/** Says on stderr, and with `json` on stdout too, what ended the process. */
export function report(error: unknown, json: boolean): void {
  const wire = errorToWire(error)
  if (json) print(JSON.stringify({ event: 'error', ...wire }))
  const cause = isComiceError(error)
    ? ''
    : `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  process.stderr.write(`${wire.code}: ${wire.message}\n${wire.hint ?? ''}${cause}\n`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
