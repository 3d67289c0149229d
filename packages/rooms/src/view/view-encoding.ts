/**
 * Values of the view that only this package reads: they never leave the view, and any member can compute them again.
 * Each starts with a version; a new shape is a new version.
 */
import c from 'compact-encoding'
import type { Codec } from '@comice/protocol'

const VERSION = 1

/** Why an operation changed nothing. */
export type IgnoredReason = 'malformed' | 'oversized' | 'unknown' | 'unauthorised'

/** What the room has counted so far. */
export interface RoomState {
  /** Messages; the next one gets this number. */
  messages: number
  people: number
  invites: number
  seeders: number
  /** Grows with every new member, name or role, so that a look tells whether there was one. */
  personChanges: number
  ignored: Record<IgnoredReason, number>
}

export function emptyState(): RoomState {
  return {
    messages: 0,
    people: 0,
    invites: 0,
    seeders: 0,
    personChanges: 0,
    ignored: { malformed: 0, oversized: 0, unknown: 0, unauthorised: 0 },
  }
}

/** Why somebody who was let in by a member is not in: decided by the order, which the member could not know. */
export const REFUSAL_REASONS = ['spent', 'expired', 'revoked', 'full'] as const

export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** A device of a person: whose it is, and its key. */
export interface DeviceOwner {
  identityKey: Uint8Array
  deviceKey: Uint8Array
}

const counters = c.array(c.uint)

function stateToList({ messages, people, invites, seeders, personChanges, ignored }: RoomState): number[] {
  const { malformed, oversized, unknown, unauthorised } = ignored
  return [messages, people, invites, seeders, personChanges, malformed, oversized, unknown, unauthorised]
}

function stateFromList(list: number[]): RoomState {
  const [messages = 0, people = 0, invites = 0, seeders = 0, personChanges = 0] = list
  const [malformed = 0, oversized = 0, unknown = 0, unauthorised = 0] = list.slice(5)
  return {
    messages,
    people,
    invites,
    seeders,
    personChanges,
    ignored: { malformed, oversized, unknown, unauthorised },
  }
}

function versioned<T>(codec: Codec<T>): Codec<T> {
  return {
    preencode(state, value) {
      c.uint.preencode(state, VERSION)
      codec.preencode(state, value)
    },
    encode(state, value) {
      c.uint.encode(state, VERSION)
      codec.encode(state, value)
    },
    decode(state) {
      c.uint.decode(state)
      return codec.decode(state)
    },
  }
}

export const roomStateCodec: Codec<RoomState> = versioned({
  preencode: (state, value) => counters.preencode(state, stateToList(value)),
  encode: (state, value) => counters.encode(state, stateToList(value)),
  decode: (state) => stateFromList(counters.decode(state)),
})

export const deviceOwnerCodec: Codec<DeviceOwner> = versioned({
  preencode(state, { identityKey, deviceKey }) {
    c.fixed32.preencode(state, identityKey)
    c.fixed32.preencode(state, deviceKey)
  },
  encode(state, { identityKey, deviceKey }) {
    c.fixed32.encode(state, identityKey)
    c.fixed32.encode(state, deviceKey)
  },
  decode: (state) => ({ identityKey: c.fixed32.decode(state), deviceKey: c.fixed32.decode(state) }),
})

export const refusalCodec: Codec<RefusalReason> = versioned({
  preencode: (state, reason) => c.uint.preencode(state, REFUSAL_REASONS.indexOf(reason)),
  encode: (state, reason) => c.uint.encode(state, REFUSAL_REASONS.indexOf(reason)),
  decode: (state) => REFUSAL_REASONS[c.uint.decode(state)] ?? 'spent',
})

export const writerKeyCodec: Codec<Uint8Array> = versioned(c.fixed32)
