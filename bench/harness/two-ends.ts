/** Measures programs that are two: one that gives and waits, one that takes. */
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cpuOfEndedChildren, cpuOfTrees } from './cpu.ts'
import type { Sample } from './figures.ts'

/** Of the end that gives. */
export const GIVER_STDIO: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'] }

export interface TwoEnds {
  readonly giver: ChildProcess
  readonly taken: Sample
}

/** Who gives ends when the taker has all; Hyperbeam has once not. */
const GIVER_END_MS = 30_000

/** The time of the taker, the CPU time of both ends: so both have to be over. @throws Error when the giver does not end */
export async function bothEnds(job: () => Promise<TwoEnds>): Promise<Sample> {
  const before = cpuOfEndedChildren()
  const { giver, taken } = await job()
  await hasEnded(giver)
  const after = cpuOfEndedChildren()
  return { value: taken.value, cpuMs: before === null || after === null ? null : after - before }
}

async function hasEnded(giver: ChildProcess): Promise<void> {
  if (giver.exitCode !== null || giver.signalCode !== null) return
  const timer = setTimeout(() => giver.kill('SIGKILL'), GIVER_END_MS)
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    giver.once('exit', (...how) => resolve(how)),
  )
  clearTimeout(timer)
  if (signal === 'SIGKILL') throw new Error('the end that gives went on when the other one had ended')
}

/** Time of a job, and CPU time of the programs that it ran to their end and of servers that go on. */
export async function withServers(servers: readonly number[], job: () => Promise<void>): Promise<Sample> {
  const spent = () => {
    const [ended, running] = [cpuOfEndedChildren(), cpuOfTrees(servers)]
    return ended === null || running === null ? null : ended + running
  }
  const before = spent()
  const startedAt = performance.now()
  await job()
  const value = performance.now() - startedAt
  const after = spent()
  return { value, cpuMs: before === null || after === null ? null : after - before }
}

/** The first line that a program prints; the rest is thrown away. @throws Error when it ends without one */
export async function firstLine(child: ChildProcess, of: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
  const [out, other] = of === 'stdout' ? [child.stdout, child.stderr] : [child.stderr, child.stdout]
  let said = ''
  other?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  if (out === null) throw new Error('it has no output')
  const lines = createInterface(out)
  return new Promise((resolve, reject) => {
    lines.once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code ?? 'a signal'}: ${said}`)))
  })
}

/** Ends a server. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await exited
}
