/** The child's end of the calls. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  type AnswerMessage,
  type AnyCalls,
  type CallMessage,
  momentNow,
  type Timed,
  type Usage,
} from './peer-calls.ts'

/** Answers the driver until it closes the peer, or goes away. */
export function answerCalls(peer: Partial<AnyCalls>): void {
  process.on('message', (message) => void answer(peer, message as CallMessage))
  process.once('disconnect', () => process.exit(0))
}

async function answer(peer: Partial<AnyCalls>, { id, name, input }: CallMessage): Promise<void> {
  try {
    const call = peer[name]?.bind(peer) as ((input: unknown) => Promise<unknown>) | undefined
    if (call === undefined) throw new TypeError(`this program has no ${name}`)
    reply({ id, result: (await call(input)) ?? null })
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function reply(message: AnswerMessage): void {
  process.send?.(message)
}

/** Finished garbage is collected first. */
export async function processUsage(receivedBytes: number): Promise<Usage> {
  const collect = (globalThis as { gc?: () => void }).gc
  for (let round = 0; round < 3; round++) {
    collect?.()
    await pause(10)
  }
  const { rss, heapUsed } = process.memoryUsage()
  const peakRssBytes = process.resourceUsage().maxRSS * 1024
  return { cpuMs: cpuMs(), rssBytes: rss, peakRssBytes, heapBytes: heapUsed, receivedBytes }
}

export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const QUIET_LOOK_MS = 250

/** CPU time in one look under which a process is quiet: timers of the network take some. */
const QUIET_CPU_MS = 15

/** Looks that must be quiet, one after the other. */
const QUIET_LOOKS = 3

/** Resolves when this process has had nothing to do for a while. */
export async function untilQuiet(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const before = cpuMs()
    await pause(QUIET_LOOK_MS)
    quiet = cpuMs() - before < QUIET_CPU_MS ? quiet + 1 : 0
  }
}

/** What a call that is done by `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = cpuMs()
  const startedAt = momentNow()
  await work()
  return { ms: momentNow() - startedAt, cpuMs: cpuMs() - cpuBefore }
}
