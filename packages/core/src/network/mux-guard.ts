/**
 * Bounds what one peer can cost through its connection: channels it opens, how fast it opens them, and bytes that
 * wait for it to read. Beyond a bound, or with a frame that cannot be decoded, it loses the connection and nothing
 * else happens.
 *
 * Protomux has no bound of its own (its backlog limit is Infinity) and no hook before a channel opens, so this wraps
 * private parts of it; `test/network/mux-guard.test.ts` pins them. They are:
 * - `_onopensession(state)`: called for each open frame, before any state is made for the channel,
 * - `_remote`: one slot for each channel id that the remote has used; it grows by one for each new id and never
 *   shrinks, and an honest peer reuses ids, so its length is the peak of its open channels,
 * - `_safeDestroy(error)` and `_safeDestroyBound`: what a failed decode or handler ends in. The original throws
 *   TypeError, RangeError and their like again as uncaught exceptions (safety-catch): a handler that trips over a
 *   peer's message would end the process,
 * - `_warn(error)`: the same for a handler that fails after its channel was closed, which a peer can arrange.
 */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Protomux from 'protomux'
import { CoreErrors } from '../errors.ts'
import type { Refuse } from './replication-guard.ts'
import { type Rate, TokenBucket } from './token-bucket.ts'

/** What one connection may cost. */
export interface ConnectionLimits {
  /** Channels that the remote may have open at once. */
  maxChannels: number
  /** How fast the remote may open channels. */
  channelOpens: Rate
  /** Bytes written to the remote that it has not read. */
  maxUnreadBytes: number
}

export interface MuxGuardOptions {
  limits: ConnectionLimits
  now: () => number
  /** Called once, with the error that ended the connection, and what was thrown, which may be a fault of ours. */
  onrefused: (error: Error, cause: unknown) => void
}

interface MuxInternals {
  _remote: unknown[]
  _destroying: boolean
  _onopensession: (state: DecodeState) => unknown
  _safeDestroy: (error: unknown) => void
  _safeDestroyBound: (error: unknown) => void
  _warn: (error: unknown) => void
}

interface DecodeState {
  buffer: Uint8Array
  start: number
  end: number
}

/** Installs the bounds. Call it in the turn in which the mux is created. Returns what ends the connection as they do. */
export function guardMux(mux: Protomux, options: MuxGuardOptions): Refuse {
  const internals = mux as unknown as MuxInternals
  const refuse = refuseOnce(mux, options)
  boundOpens(internals, options)
  internals._safeDestroy = refuse
  internals._safeDestroyBound = refuse
  internals._warn = (error) => mux.stream.emit('warning', error)
  boundWrites(mux.stream, options.limits, refuse)
  return (reason, cause) => refuse(new Excess(reason, cause === undefined ? {} : { cause }))
}

function refuseOnce(mux: Protomux, { onrefused }: MuxGuardOptions): (error: unknown) => void {
  let refused = false
  return (cause) => {
    // Protomux checks this flag between messages: no more of the batch is handled.
    ;(mux as unknown as MuxInternals)._destroying = true
    if (refused) return
    refused = true
    const error = CoreErrors.CONNECTION_REFUSED({ reason: reasonOf(cause) })
    onrefused(error, cause)
    mux.stream.destroy(error)
  }
}

/** The message of a peer-caused error may quote the peer's bytes; only ours are worth passing on. */
function reasonOf(cause: unknown): string {
  return cause instanceof Excess ? cause.message : 'it sent a frame that cannot be handled'
}

/** A bound that the peer went beyond; the message is ours. */
class Excess extends Error {}

function boundOpens(internals: MuxInternals, { limits, now }: MuxGuardOptions): void {
  const opens = new TokenBucket(limits.channelOpens, now)
  const original = internals._onopensession
  internals._onopensession = function (state) {
    if (internals._remote.length > limits.maxChannels) {
      throw new Excess(`it opened more than ${limits.maxChannels} channels`)
    }
    if (!opens.take()) throw new Excess('it opens channels too fast')
    return original.call(internals, state)
  }
}

function boundWrites(
  stream: NoiseSecretStream,
  limits: ConnectionLimits,
  refuse: (error: unknown) => void,
): void {
  const original = stream.write.bind(stream)
  stream.write = (data) => {
    const flowing = original(data)
    if (!flowing && unreadBytes(stream) > limits.maxUnreadBytes) {
      refuse(new Excess(`more than ${limits.maxUnreadBytes} bytes wait for it to read`))
    }
    return flowing
  }
}

/** streamx keeps the count of bytes that wait for the transport in its writable state. */
function unreadBytes(stream: NoiseSecretStream): number {
  return (stream as unknown as { _writableState: { buffered: number } })._writableState.buffered
}
