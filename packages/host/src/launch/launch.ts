/**
 * Finds the node of a profile or starts it. Node builtins only, and on any Node ≥ 20: this is the path that every
 * command of the CLI takes. The node itself runs on the pinned Node 26.
 */
import { spawn } from 'node:child_process'
import { mkdir, open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { errorFromWire } from '@comice/protocol'
import { API_VERSION, ATTACH_POLL_MS, NODE_MAJOR, PING_TIMEOUT_MS, START_TIMEOUT_MS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import { type ApiAddress, readApiAddress } from './api-address.ts'
import { nodeHttp } from './node-http.ts'

export interface LaunchOptions {
  /** Folder of the profile. */
  readonly dir: string
  /** DHT nodes as host:port; only these are used then. */
  readonly bootstrap?: readonly string[] | undefined
  /** How long to wait for the node, in ms. */
  readonly timeoutMs?: number | undefined
}

/** The running node's address, or null. @throws NODE_OTHER_VERSION */
export async function findNode(dir: string): Promise<ApiAddress | null> {
  const address = await readApiAddress(dir)
  if (address === null || !(await isAlive(address))) return null
  if (address.api !== API_VERSION) {
    throw HostErrors.NODE_OTHER_VERSION({ found: address.api, expected: API_VERSION })
  }
  return address
}

/**
 * Attaches to the profile's node, starting it when none runs. Two programs that start it at once both get the one
 * that won the profile's lock.
 *
 * @throws NODE_OTHER_VERSION, NODE_START_FAILED, NODE_START_TIMEOUT, NODE_RUNTIME_MISSING, or the error the node
 * itself ended with, such as PROFILE_NEWER
 */
export async function connectOrStart(options: LaunchOptions): Promise<ApiAddress> {
  const running = await findNode(options.dir)
  if (running !== null) return running

  const timeoutMs = options.timeoutMs ?? START_TIMEOUT_MS
  const deadline = Date.now() + timeoutMs
  const started = await startNode(options, timeoutMs)
  if (started.error !== undefined && started.error.code !== 'PROFILE_LOCKED') throw started.error

  while (Date.now() < deadline) {
    const address = await findNode(options.dir)
    if (address !== null) return address
    await sleep(ATTACH_POLL_MS)
  }
  throw started.error ?? HostErrors.NODE_START_TIMEOUT({ timeoutMs })
}

/** Asks the node for anything at all, to tell a live one from a stale file. */
function isAlive({ socketPath, token }: ApiAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = nodeHttp.request(
      {
        socketPath,
        path: '/trpc/id.show',
        headers: { authorization: `Bearer ${token}` },
        timeout: PING_TIMEOUT_MS,
      },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    ping.once('timeout', () => ping.destroy())
    ping.once('error', () => resolve(false))
    ping.end()
  })
}

interface Started {
  readonly error?: Error & { code?: string }
}

async function startNode(options: LaunchOptions, timeoutMs: number): Promise<Started> {
  const logs = path.join(options.dir, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  const log = await open(path.join(logs, 'node.log'), 'a', 0o600)
  try {
    const child = spawn(nodeRuntime(), [...sourceConditions(), nodeProgram(), ...nodeArguments(options)], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', log.fd],
    })
    const line = await firstLine(child, timeoutMs)
    child.stdout?.destroy()
    child.unref()
    return line
  } finally {
    await log.close()
  }
}

/** The node's first line on stdout says that it is ready, or why it is not. */
async function firstLine(child: ReturnType<typeof spawn>, timeoutMs: number): Promise<Started> {
  if (child.stdout === null) return { error: HostErrors.NODE_START_FAILED({ reason: 'it has no output' }) }
  const lines = createInterface({ input: child.stdout })
  try {
    return await new Promise<Started>((resolve) => {
      const timer = setTimeout(
        () => resolve({ error: HostErrors.NODE_START_TIMEOUT({ timeoutMs }) }),
        timeoutMs,
      )
      timer.unref()
      lines.once('line', (line) => resolve(parseFirstLine(line)))
      child.once('error', (error) =>
        resolve({ error: HostErrors.NODE_START_FAILED({ reason: error.message }) }),
      )
      child.once('exit', (code, signal) =>
        resolve({
          error: HostErrors.NODE_START_FAILED({ reason: `it ended with ${signal ?? code ?? 'no status'}` }),
        }),
      )
    })
  } finally {
    lines.close()
  }
}

function parseFirstLine(line: string): Started {
  try {
    const parsed = JSON.parse(line) as { ready?: boolean; error?: unknown }
    return parsed.ready === true ? {} : { error: errorFromWire(parsed.error) }
  } catch {
    return { error: HostErrors.NODE_START_FAILED({ reason: 'its first line of output is not JSON' }) }
  }
}

function nodeProgram(): string {
  return fileURLToPath(import.meta.resolve('@comice/host/node'))
}

function nodeArguments({ dir, bootstrap }: LaunchOptions): string[] {
  return ['--dir', dir, ...(bootstrap === undefined ? [] : ['--bootstrap', bootstrap.join(',')])]
}

/** Programs that run from sources start a node that does. */
function sourceConditions(): string[] {
  return process.execArgv.filter(
    (argument) => argument.startsWith('--conditions=') || argument.startsWith('-C='),
  )
}

/**
 * A Node 26 executable: this very process's, COMICE_NODE, or the one that the optional dependency
 * `node-<os>-<arch>` brings. @throws NODE_RUNTIME_MISSING
 */
export function nodeRuntime(): string {
  const wanted = process.env['COMICE_NODE']
  if (wanted !== undefined && wanted !== '') return wanted
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    return createRequire(process.argv[1] ?? import.meta.url).resolve(`${runtimePackage()}/${executable}`)
  } catch {
    throw HostErrors.NODE_RUNTIME_MISSING({ found: process.versions.node })
  }
}

/** npm's name of Node for this platform; the one for Apple silicon does not follow the rule. */
function runtimePackage(): string {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const name = `${os}-${process.arch}`
  return name === 'darwin-arm64' ? `node-bin-${name}` : `node-${name}`
}
