/**
 * The one message of blind-peer's protocol (Protomux protocol `blind-peer`, no id, no handshake, message 0), as
 * `blind-peer-muxer` 1.2 writes it. Client → seeder; there is no answer. All integers are compact-encoding uints.
 *
 * | field    | bytes          | present      | meaning                                                     |
 * |----------|----------------|--------------|-------------------------------------------------------------|
 * | flags    | 1              | always       | 1 referrer, 2 priority, 4 announce                          |
 * | referrer | 32             | flag 1       | key of the base the cores belong to: the wakeup topic       |
 * | priority | 1–9            | flag 2       | 0 low, 1 normal; 2 is for trusted clients                   |
 * | count    | 1–9            | always       | number of cores, here at most {@link MAX_REQUEST_CORES}     |
 * | cores    | count × (33–41)| always       | key (32 bytes) and the client's length of it                |
 *
 * Its own codec, because a peer's bytes are bounded here before they are decoded.
 */
import type { Codec } from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import { MAX_REQUEST_BYTES, MAX_REQUEST_CORES } from '../constants.ts'

export interface RequestedCore {
  readonly key: Uint8Array
  /** Blocks that the client knows of. */
  readonly length: number
}

/** Asks a seeder to hold cores. */
export interface BlindRequest {
  referrer: Uint8Array | null
  priority: number
  announce: boolean
  cores: RequestedCore[]
}

/** Fails on more than {@link MAX_REQUEST_CORES} cores; Protomux then ends the connection that sent them. */
export const blindRequest: Codec<BlindRequest> = {
  preencode(state, request) {
    state.end++
    if (request.referrer !== null) c.fixed32.preencode(state, b4a.from(request.referrer))
    if (request.priority > 0) c.uint.preencode(state, request.priority)
    c.uint.preencode(state, request.cores.length)
    for (const core of request.cores) {
      c.fixed32.preencode(state, b4a.from(core.key))
      c.uint.preencode(state, core.length)
    }
  },
  encode(state, request) {
    const flags =
      (request.referrer === null ? 0 : 1) | (request.priority > 0 ? 2 : 0) | (request.announce ? 4 : 0)
    c.uint.encode(state, flags)
    if (request.referrer !== null) c.fixed32.encode(state, b4a.from(request.referrer))
    if (request.priority > 0) c.uint.encode(state, request.priority)
    c.uint.encode(state, request.cores.length)
    for (const core of request.cores) {
      c.fixed32.encode(state, b4a.from(core.key))
      c.uint.encode(state, core.length)
    }
  },
  decode(state) {
    if (state.end - state.start > MAX_REQUEST_BYTES) throw new RangeError('the request is too large')
    const flags = c.uint.decode(state)
    const referrer = (flags & 1) === 0 ? null : c.fixed32.decode(state)
    const priority = (flags & 2) === 0 ? 0 : c.uint.decode(state)
    const count = c.uint.decode(state)
    if (count > MAX_REQUEST_CORES) throw new RangeError('the request names too many cores')
    const cores: RequestedCore[] = []
    for (let i = 0; i < count; i++) cores.push({ key: c.fixed32.decode(state), length: c.uint.decode(state) })
    return { referrer, priority, announce: (flags & 4) !== 0, cores }
  },
}
