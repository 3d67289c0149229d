import { constants } from 'node:os'
import type { ComiceError } from '@comice/protocol'
import { ABORT_IS_MEMORY_SHARE } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { CRASH_CODE, NEVER_LOADED_CODE } from '../preload/mark-crash.ts'

/** How an app's run ended. */
export type Outcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  /** Before it had started it crashed or was ended; `how` is a sentence. An exit code of its own is none of that. */
  | { readonly kind: 'failed-to-start'; readonly how: string }
  | { readonly kind: 'out-of-memory'; readonly limitBytes: number; readonly seenBytes: number }
  | { readonly kind: 'out-of-disk'; readonly limitBytes: number; readonly seenBytes: number }

/** Whether it ended by its own wish, or because it was stopped. */
export function isOrderly(outcome: Outcome): boolean {
  return outcome.kind === 'exited' && outcome.code === 0
}

/** What a run looked like from outside when its process was gone. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether bubblewrap stood between: it says a signal as exit code 128 + n, as a shell does. */
  readonly throughBubblewrap: boolean
  readonly started: boolean
  /** Whether somebody asked it to stop. */
  readonly stopped: boolean
  readonly memory: { readonly limitBytes: number; readonly peakBytes: number }
}

/** V8 without memory aborts (SIGABRT), or traps where it checks its own reservations. */
const ABORTS: readonly string[] = ['SIGABRT', 'SIGTRAP']

/** Names what happened; what a watchdog did is known already and does not come here. */
export function outcomeOf(ending: Ending): Outcome {
  const { memory, started, stopped } = ending
  const signal = signalOf(ending)
  const { limitBytes, peakBytes } = memory
  if (signal !== null && ABORTS.includes(signal) && peakBytes >= limitBytes * ABORT_IS_MEMORY_SHARE)
    return { kind: 'out-of-memory', limitBytes, seenBytes: peakBytes }
  if (!started && !stopped) {
    if (signal !== null) return { kind: 'failed-to-start', how: `it was ended by ${signal}` }
    if (ending.code === CRASH_CODE) return { kind: 'failed-to-start', how: 'it ended by an error' }
    if (ending.code === NEVER_LOADED_CODE) {
      return { kind: 'failed-to-start', how: 'it waited for something that never comes' }
    }
  }
  if (signal !== null) return { kind: 'signal', signal }
  return { kind: 'exited', code: ending.code === CRASH_CODE ? 1 : (ending.code ?? 0) }
}

/** Of two names for a number the first is the usual one: SIGABRT, not SIGIOT. */
const SIGNAL_BY_NUMBER = new Map(
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
)

function signalOf({ code, signal, throughBubblewrap }: Ending): NodeJS.Signals | null {
  if (signal !== null || !throughBubblewrap || code === null || code <= 128) return signal
  return (SIGNAL_BY_NUMBER.get(code - 128) as NodeJS.Signals | undefined) ?? null
}

/** The error for an outcome, or null for one that is the app's own business: an exit code. */
export function outcomeError(app: string, outcome: Outcome): ComiceError | null {
  switch (outcome.kind) {
    case 'exited':
      return null
    case 'signal':
      return PlatformErrors.APP_KILLED({ app, signal: outcome.signal })
    case 'failed-to-start':
      return PlatformErrors.APP_FAILED_TO_START({ app, how: outcome.how })
    case 'out-of-memory':
      return PlatformErrors.APP_OUT_OF_MEMORY({ app, limitBytes: outcome.limitBytes })
    case 'out-of-disk':
      return PlatformErrors.APP_OUT_OF_DISK({ app, limitBytes: outcome.limitBytes })
  }
}
