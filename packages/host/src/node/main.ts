/**
 * The node's process: `node main.js --dir <profile folder> [--bootstrap host:port,… | --local-port n] [--idle-ms n]
 * [--passphrase-stdin]`. Its first line on stdout is `{"ready":true,…}` or `{"error":{…}}`; after it, everything goes to
 * stderr as pino's JSON. With `--passphrase-stdin` the first line of stdin opens a profile that is locked.
 *
 * `node main.js --identity --dir <profile folder>` is no node: see identity/identity-work.ts.
 */
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { decodeKey, errorToWire, ExitCode, isComiceError } from '@comice/protocol'
import { countBuffersAsHeap, type NetworkOptions, parseHostPort } from '@comice/core'
import { pino } from 'pino'
import { API_VERSION, MEMORY_ENVIRONMENT, STOP_TIMEOUT_MS } from '../constants.ts'
import { startHost } from '../host/host.ts'
import type { IdentityRequest } from '../identity/identity-request.ts'
import { doIdentityWork } from '../identity/identity-work.ts'
import { logLibraryOutput } from './log-library-output.ts'

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    bootstrap: { type: 'string' },
    'local-port': { type: 'string' },
    'idle-ms': { type: 'string' },
    'passphrase-stdin': { type: 'boolean', default: false },
    identity: { type: 'boolean', default: false },
  },
})

const logger = pino({ name: 'node', level: process.env['COMICE_LOG'] ?? 'info' }, pino.destination(2))

countBuffersAsHeap()
// The C library has read them. What the node starts itself has its own ways.
for (const [name, value] of Object.entries(MEMORY_ENVIRONMENT))
  if (process.env[name] === value) Reflect.deleteProperty(process.env, name)
logLibraryOutput(logger)
void (values.identity ? answerIdentity() : main())

async function answerIdentity(): Promise<void> {
  try {
    const request = JSON.parse(await text(process.stdin)) as IdentityRequest
    const value = await doIdentityWork(values.dir ?? '', request)
    process.stdout.write(`${JSON.stringify({ value })}\n`, () => exitSoon(0))
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: errorToWire(error) })}\n`, () =>
      exitSoon(isComiceError(error) ? error.exitCode : ExitCode.Failed),
    )
  }
}

async function main(): Promise<void> {
  try {
    if (values.dir === undefined) throw new TypeError('--dir is required')
    const host = await startHost({
      dir: values.dir,
      network: networkOptions(),
      logger,
      ...(values['passphrase-stdin'] && { passphrase: firstLineOf(await text(process.stdin)) }),
      ...(values['idle-ms'] === undefined ? {} : { idleMs: Number(values['idle-ms']) }),
    })
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.once(signal, () => void host.stop(signal))
    process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, api: API_VERSION })}\n`)
    await host.stopped
    exitSoon(0)
  } catch (error) {
    logger.error({ error: errorToWire(error) }, 'did not start')
    process.stdout.write(`${JSON.stringify({ error: errorToWire(error) })}\n`, () =>
      exitSoon(isComiceError(error) ? error.exitCode : ExitCode.Failed),
    )
  }
}

function firstLineOf(input: string): string {
  return input.split(/\r?\n/u, 1)[0] ?? ''
}

function networkOptions(): NetworkOptions {
  const { bootstrap, 'local-port': port } = values
  const relays = relaysFrom(process.env['COMICE_RELAYS'])
  if (bootstrap !== undefined)
    return { relays, bootstrap: bootstrap.split(',').map((text) => parseHostPort(text)) }
  return port === undefined ? { relays } : { localPort: Number(port), mdns: false, public: false }
}

/** Keys with commas between them. @throws KEY_INVALID */
function relaysFrom(text = ''): Uint8Array[] {
  return text.split(',').flatMap((key) => (key.trim() === '' ? [] : [decodeKey(key.trim())]))
}

/** Ends by itself when nothing is left; a handle that was forgotten must not keep the profile's lock for ever. */
function exitSoon(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(code), STOP_TIMEOUT_MS).unref()
}
