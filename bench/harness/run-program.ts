/** Runs programs to their end, and times how long that takes. */
import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpuOfEndedChildren } from './cpu.ts'
import type { Sample } from './figures.ts'

export interface ProgramOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

export interface ProgramResult extends Sample {
  readonly stdout: string
  /** From spawn to its first output on stdout, ms; null when there was none. */
  readonly firstOutputMs: number | null
}

/** From spawn to exit, ms. One at a time: CPU time is that of all children. @throws Error when it exits with ≠ 0 */
export async function runProgram({ file, args, cwd, env = {} }: ProgramOptions): Promise<ProgramResult> {
  const cpuBefore = cpuOfEndedChildren()
  const startedAt = performance.now()
  const child = spawn(file, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  let firstOutputMs: number | null = null
  child.stdout.on('data', (chunk: Buffer) => {
    firstOutputMs ??= performance.now() - startedAt
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const closed = new Promise((resolve) => child.once('close', resolve))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  const value = performance.now() - startedAt
  await closed
  if (code !== 0)
    throw new Error(`${[file, ...args].join(' ')} ended with ${String(code)}: ${stderr.slice(-2000)}`)
  const cpuAfter = cpuOfEndedChildren()
  const cpuMs = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore
  return { value, cpuMs, stdout, firstOutputMs }
}

const BUILT_DIR = fileURLToPath(new URL('../dist/', import.meta.url))

/**
 * A program of the bench as plain JavaScript, as a published program is: stripping types takes Node 20 ms or more.
 * It then runs against the built packages, not the sources.
 */
export function builtProgram(source: URL): Promise<string> {
  const known = built.get(source.href) ?? build(source)
  built.set(source.href, known)
  return known
}

/** By source. Once each: a program that starts must not find half a file. */
const built = new Map<string, Promise<string>>()

async function build(source: URL): Promise<string> {
  const from = fileURLToPath(source)
  const root = fileURLToPath(new URL('../', import.meta.url))
  const to = path.join(BUILT_DIR, path.relative(root, from)).replace(/\.ts$/u, '.mjs')
  const stripped = stripTypeScriptTypes(await readFile(from, 'utf8'))
  await mkdir(path.dirname(to), { recursive: true })
  await writeFile(to, stripped.replaceAll(/(from '\.[^']+)\.ts'/gu, "$1.mjs'"))
  return to
}
