/** Starts the node of a profile as a process of its own. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorFromWire } from '@comice/protocol'
import { profilePaths } from '@comice/storage/paths'
import {
  ATTACH_POLL_MS,
  KEYCHAIN_PROMPT_MS,
  MEMORY_ENVIRONMENT,
  MEMORY_FLAGS,
  START_TIMEOUT_MS,
} from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { ApiAddress } from './api-address.ts'
import { findNode } from './find-node.ts'
import type { LaunchOptions } from './launch.ts'
import { nodeRuntime } from './node-runtime.ts'

interface Started {
  readonly error?: Error & { code?: string }
}

/**
 * Starts the node and waits until one can be reached: this one, or the one that another program has started and that
 * has won the profile's lock. @throws as connectOrStart
 */
export async function startAndAttach(options: LaunchOptions): Promise<ApiAddress> {
  const { timeoutMs, started, deadline } = await startUnlocked(options)
  if (started.error !== undefined && started.error.code !== 'PROFILE_LOCKED') throw started.error

  while (Date.now() < deadline) {
    const address = await findNode(options.dir)
    if (address !== null) return address
    await sleep(ATTACH_POLL_MS)
  }
  throw started.error ?? HostErrors.NODE_START_TIMEOUT({ timeoutMs })
}

/** Asks for the passphrase where one is needed: where the keychain opens the profile, none is. */
async function startUnlocked(
  options: LaunchOptions,
): Promise<{ timeoutMs: number; started: Started; deadline: number }> {
  const { seal, keychain } = profilePaths(options.dir)
  const hasKeychain = existsSync(keychain)
  const timeoutMs = (options.timeoutMs ?? START_TIMEOUT_MS) + (hasKeychain ? KEYCHAIN_PROMPT_MS : 0)
  const start = async (passphrase: string | undefined) => {
    const deadline = Date.now() + timeoutMs
    return { timeoutMs, deadline, started: await startNode(options, { timeoutMs, passphrase }) }
  }
  if (!hasKeychain) return start(existsSync(seal) ? await options.passphrase?.() : undefined)
  const first = await start(undefined)
  if (first.started.error?.code !== 'PASSPHRASE_NEEDED') return first
  const passphrase = await options.passphrase?.()
  return passphrase === undefined ? first : start(passphrase)
}

/** Resolves when the node says that it is ready, or why it is not. @throws NODE_RUNTIME_MISSING */
async function startNode(
  options: LaunchOptions,
  { timeoutMs, passphrase }: { timeoutMs: number; passphrase: string | undefined },
): Promise<Started> {
  const logs = path.join(options.dir, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  const log = await open(path.join(logs, 'node.log'), 'a', 0o600)
  try {
    const locked = passphrase === undefined ? [] : ['--passphrase-stdin']
    const flags = [...MEMORY_FLAGS, ...sourceConditions()]
    const args = [...flags, nodeProgram(), ...nodeArguments(options), ...locked]
    const child = spawn(nodeRuntime(), args, {
      detached: true,
      windowsHide: true,
      env: { ...MEMORY_ENVIRONMENT, ...process.env },
      stdio: [passphrase === undefined ? 'ignore' : 'pipe', 'pipe', log.fd],
    })
    // It may have ended already; its first line says why.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(`${passphrase ?? ''}\n`)
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

/** Where the node's program is. */
export function nodeProgram(): string {
  return createRequire(import.meta.url).resolve('@comice/host/node')
}

function nodeArguments({ dir, bootstrap, localPort }: LaunchOptions): string[] {
  return [
    ...['--dir', dir],
    ...(bootstrap === undefined ? [] : ['--bootstrap', bootstrap.join(',')]),
    ...(localPort === undefined ? [] : ['--local-port', String(localPort)]),
  ]
}

/** Programs that run from sources start a node that does. */
export function sourceConditions(): string[] {
  return process.execArgv.filter(
    (argument) => argument.startsWith('--conditions=') || argument.startsWith('-C='),
  )
}
