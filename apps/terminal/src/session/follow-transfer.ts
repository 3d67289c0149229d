/**
 * Follows a transfer by a code until it is over. Ctrl-C stops it, at the other end too; a second one ends the command
 * whatever the node does.
 */
import type { TransferView, WorkInput, WorkName, WorkValue } from '@comice/host'
import { isComiceError } from '@comice/protocol'
import { TerminalErrors } from '../errors.ts'
import { transferParts } from '../output/format-transfer.ts'
import { doWork, type WorkListener } from './do-work.ts'
import type { Session } from './session.ts'

type TransferWork = Extract<WorkName, `transfers.${string}`>

/** What is worth a line that stays. */
export interface TransferNews {
  look(view: TransferView): readonly (() => void)[]
}

export interface FollowOptions<Name extends WorkName> extends Pick<
  WorkListener<Name>,
  'onitem' | 'oncontents' | 'contents'
> {
  /** Of the transfer, when it is known. */
  readonly id?: string
  readonly news: TransferNews
  /** It is stopped when it takes longer. */
  readonly timeoutMs?: number
  /** What goes on with it when the node has ended. */
  readonly goesOnBy?: string
}

/** @throws what the transfer fails with, TIMED_OUT, TRANSFER_LEFT */
export function followTransfer<Name extends TransferWork>(
  session: Session,
  work: { readonly name: Name; readonly input: WorkInput<Name> },
  { id, news, timeoutMs, goesOnBy, ...listener }: FollowOptions<Name>,
): Promise<WorkValue<Name>> {
  return session.handOver(async () => {
    const ending = new Ending(session, id ?? null)
    using _ = ending
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => ending.timeOut(timeoutMs), timeoutMs)
    const signal = AbortSignal.any([session.signal, ending.signal])
    try {
      return await doWork({ ...session, signal }, work, {
        ...listener,
        progressText: transferParts(),
        news: (view) => {
          ending.id = view.id
          return news.look(view)
        },
      })
    } catch (error) {
      throw ending.reason ?? leftError(error, goesOnBy)
    } finally {
      clearTimeout(timer)
    }
  })
}

function leftError(error: unknown, goesOnBy: string | undefined): unknown {
  const isLeft = isComiceError(error, 'NODE_UNREACHABLE') && goesOnBy !== undefined
  return isLeft ? TerminalErrors.TRANSFER_LEFT({ goesOnBy }, { cause: error }) : error
}

/** How it is ended from here. */
class Ending implements Disposable {
  readonly #session: Session
  readonly #gone = new AbortController()
  id: string | null
  /** What the command fails with, whatever the transfer says. */
  reason: Error | null = null

  constructor(session: Session, id: string | null) {
    this.#session = session
    this.id = id
    process.once('SIGINT', this.#interrupt)
    process.once('SIGTERM', this.#interrupt)
  }

  /** Aborts when it is ended before the node has said what it is called. */
  get signal(): AbortSignal {
    return this.#gone.signal
  }

  timeOut(timeoutMs: number): void {
    this.reason = TerminalErrors.TIMED_OUT({ timeoutMs })
    this.#interrupt()
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#interrupt)
    process.off('SIGTERM', this.#interrupt)
  }

  readonly #interrupt = (): void => {
    const { id } = this
    if (id === null) this.#gone.abort(TerminalErrors.INTERRUPTED())
    else this.#session.api.transfers.stop.mutate({ id }).catch((error: unknown) => this.#gone.abort(error))
  }
}
