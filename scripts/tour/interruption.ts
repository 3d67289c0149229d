/** What ends the tour from outside: Ctrl-C, a signal, a reader of the output that has gone. */

const EXIT_CODE_BY_SIGNAL = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Somebody told the tour to end. */
export class Interrupted extends Error {
  readonly exitCode: number

  constructor(signal: keyof typeof EXIT_CODE_BY_SIGNAL) {
    super(`stopped by ${signal}`)
    this.name = 'Interrupted'
    this.exitCode = EXIT_CODE_BY_SIGNAL[signal]
  }
}

/**
 * Aborts with the reason: {@link Interrupted}, or an error that came from nowhere in particular. Signals have no other
 * effect from now on, so that processes are ended also when they come while that happens.
 */
export function watchForInterruption(): AbortSignal {
  const interruption = new AbortController()
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => interruption.abort(new Interrupted(signal)))
  process.on('uncaughtException', (error) => interruption.abort(error))
  // `npm start | head` closes the pipe; without a listener that would end this process and leave the others.
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error) => interruption.abort(error))
  return interruption.signal
}

/** What `work` gives, unless the signal aborts first. @throws the signal's reason */
export async function unlessAborted<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work(), aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
