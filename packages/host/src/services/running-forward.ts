/**
 * One forward while the node holds it. The end that listens may be lost, with the machine or its connection; then it
 * listens again as soon as that is back, until the forward is ended.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { errorToWire, isComiceError, type WireError } from '@comice/protocol'
import type { ForwardAddress, ForwardCounts, Remote } from '@comice/remote'
import { FORWARD_REFUSED_RETRY_MS, FORWARD_RETRY_MS } from '../constants.ts'
import { aborted } from '../duty/aborted.ts'
import type { KeptForward } from './kept-forward.ts'

/** What a forward tells whoever asked for it. */
export type ForwardNews =
  | { readonly kind: 'listening'; readonly id: string; readonly address: ForwardAddress }
  /** A connection that could not be made, or that the machine is away; it is tried again by itself. */
  | { readonly kind: 'failure'; readonly error: WireError }

export interface ForwardListener {
  readonly onnews: (news: ForwardNews) => void
  readonly oncounts: (counts: ForwardCounts) => void
}

export interface ForwardStatus {
  /** `waiting`: it does not listen now, and tries to. */
  readonly state: 'starting' | 'listening' | 'waiting' | 'ended'
  /** Where it listens, or did last; null before that. */
  readonly address: ForwardAddress | null
  /** The last that failed, and when (Unix time in ms); null when nothing has. */
  readonly failure: WireError | null
  readonly failedAt: number | null
  /** Since the node started. */
  readonly counts: ForwardCounts
}

interface Listening extends AsyncDisposable {
  readonly address: ForwardAddress
  readonly counts: ForwardCounts
  /** Resolves when it listens no more, with why. */
  readonly ended: Promise<Error>
}

export interface RunOptions {
  /** How long the machine is looked for. */
  readonly timeoutMs?: number | undefined
  /** Whether, by now, all that goes wrong is tried again. */
  readonly insists: () => boolean
  /** It listens, for the first time. */
  readonly onlistening?: () => void
}

const NONE: ForwardCounts = { open: 0, connections: 0, failures: 0, sent: 0, received: 0 }

/** What passes when the machine comes back. */
const AWAY: ReadonlySet<string> = new Set([
  ...['REMOTE_CUT', 'REMOTE_STOPPED', 'REMOTE_NO_ANSWER', 'PEER_UNREACHABLE', 'REMOTE_BUSY'],
])

export class RunningForward {
  readonly id: string
  readonly kept: KeptForward
  readonly #end = new AbortController()
  readonly #ended = aborted(this.#end.signal).then(() => null)
  #running: Promise<void> = Promise.resolve()
  #listener: ForwardListener | null = null
  #listening: Listening | null = null
  #state: ForwardStatus['state'] = 'starting'
  #address: ForwardAddress | null = null
  #failure: { error: WireError; at: number } | null = null
  /** Of those before the one that listens now. */
  #before = NONE

  constructor(id: string, kept: KeptForward) {
    this.id = id
    this.kept = kept
  }

  get status(): ForwardStatus {
    return {
      ...{ state: this.#state, address: this.#address },
      ...{ failure: this.#failure?.error ?? null, failedAt: this.#failure?.at ?? null },
      counts: sum(this.#before, this.#listening?.counts ?? NONE),
    }
  }

  /** Tells it from now on; null tells nobody. */
  tell(listener: ForwardListener | null): void {
    this.#listener = listener
  }

  /** Resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.#state = 'ended'
    this.#end.abort()
    await this.#running.catch(() => undefined)
  }

  /**
   * Listens until it is ended. Resolves then. What is wrong the first time is thrown, and later what no waiting mends.
   * @throws what `Remote.forward` and `Remote.reverse` throw
   */
  run(remote: Remote, how: RunOptions): Promise<void> {
    this.#running = this.#run(remote, how)
    return this.#running
  }

  async #run(remote: Remote, { timeoutMs, insists, onlistening }: RunOptions): Promise<void> {
    const { signal } = this.#end
    let hasListened = false
    while (!signal.aborted) {
      const error = await this.#listen(remote, timeoutMs, () => {
        if (!hasListened) onlistening?.()
        hasListened = true
      })
      if (error === null || signal.aborted) return
      const passes = AWAY.has(codeOf(error))
      if (!insists() && !(hasListened && passes)) throw error
      this.#state = 'waiting'
      this.#fail(error)
      const waitMs = passes ? FORWARD_RETRY_MS : FORWARD_REFUSED_RETRY_MS
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Why it does not listen, or does no more; null when it was ended. */
  async #listen(remote: Remote, timeoutMs: number | undefined, heard: () => void): Promise<Error | null> {
    try {
      await using listening = await this.#open(remote, timeoutMs)
      this.#listening = listening
      this.#address = listening.address
      this.#state = 'listening'
      heard()
      this.#listener?.onnews({ kind: 'listening', id: this.id, address: listening.address })
      return await Promise.race([listening.ended, this.#ended])
    } catch (error) {
      return error as Error
    } finally {
      this.#before = { ...this.status.counts, open: 0 }
      this.#listening = null
    }
  }

  async #open(remote: Remote, timeoutMs: number | undefined): Promise<Listening> {
    const { device, way } = this.kept
    const onchange = (failure: unknown) => {
      if (failure !== null) this.#fail(failure)
      else this.#listener?.oncounts(this.status.counts)
    }
    if (way.kind === 'there') {
      const { address, target } = way
      const { signal } = this.#end
      const reverse = await remote.reverse(device, { address, target, timeoutMs, signal, onchange })
      // It is disposed here alone, and then nobody asks why.
      const ended = reverse.ended.then((error) => error ?? new Promise<never>(() => undefined))
      return {
        ...{ address: reverse.address, ended },
        get counts() {
          return reverse.counts
        },
        [Symbol.asyncDispose]: () => reverse[Symbol.asyncDispose](),
      }
    }
    const { address, target, bulk } = way
    const forwarder = await (target === null
      ? remote.forwardSocks(device, { address, bulk, onchange })
      : remote.forward(device, { target, address, bulk, onchange }))
    return {
      ...{ address: forwarder.address, ended: new Promise<never>(() => undefined) },
      get counts() {
        return forwarder.counts
      },
      [Symbol.asyncDispose]: () => forwarder[Symbol.asyncDispose](),
    }
  }

  #fail(failure: unknown): void {
    const error = errorToWire(failure)
    this.#failure = { error, at: Date.now() }
    this.#listener?.onnews({ kind: 'failure', error })
  }
}

function codeOf(error: unknown): string {
  return isComiceError(error) ? error.code : ''
}

function sum(a: ForwardCounts, b: ForwardCounts): ForwardCounts {
  return {
    open: a.open + b.open,
    connections: a.connections + b.connections,
    failures: a.failures + b.failures,
    sent: a.sent + b.sent,
    received: a.received + b.received,
  }
}
