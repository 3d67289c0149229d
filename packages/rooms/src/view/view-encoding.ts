/**
 * Values of the view that only this package reads: they never leave the view, and any member can compute them again.
 * Each starts with a version; a new shape is a new version.
 */
import c from 'compact-encoding'
import { type Codec, ROOM_KINDS } from '@comice/protocol'

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
  /** Epochs; the next one gets this number. */
  epochs: number
  /** Operations that sealed an epoch to devices; grows with every one. */
  seals: number
  /** Devices that wait to be let in. */
  pending: number
  /** Operations of people who were not in the room any more. */
  heldBack: number
  /** Grows with every edit, deletion, reaction and pin. */
  notes: number
  pins: number
  /** People who are muted. */
  mutes: number
  /** Reports that nobody has dismissed yet. */
  reports: number
}

export function emptyState(): RoomState {
  return {
    messages: 0,
    people: 0,
    invites: 0,
    seeders: 0,
    personChanges: 0,
    ignored: { malformed: 0, oversized: 0, unknown: 0, unauthorised: 0 },
    epochs: 0,
    seals: 0,
    pending: 0,
    heldBack: 0,
    notes: 0,
    pins: 0,
    mutes: 0,
    reports: 0,
  }
}

/** Why somebody who was let in by a member is not in: decided by the order, which the member could not know. */
export const REFUSAL_REASONS = ['spent', 'expired', 'revoked', 'full', 'banned', 'declined'] as const

export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** A device of a person: whose it is, and its key. */
export interface DeviceOwner {
  identityKey: Uint8Array
  deviceKey: Uint8Array
}

const counters = c.array(c.uint)

/** Those of the second format follow when one of them is not 0: a room of the first keeps the bytes it has. */
function stateToList(state: RoomState): number[] {
  const { messages, people, invites, seeders, personChanges, ignored } = state
  const { malformed, oversized, unknown, unauthorised } = ignored
  const first = [
    messages,
    people,
    invites,
    seeders,
    personChanges,
    malformed,
    oversized,
    unknown,
    unauthorised,
  ]
  const { epochs, seals, pending, heldBack, notes, pins, mutes, reports } = state
  const second = [epochs, seals, pending, heldBack, notes, pins]
  const third = [mutes, reports]
  if (third.some((count) => count > 0)) return [...first, ...second, ...third]
  return second.every((count) => count === 0) ? first : [...first, ...second]
}

function stateFromList(list: number[]): RoomState {
  const at = (index: number) => list[index] ?? 0
  return {
    messages: at(0),
    people: at(1),
    invites: at(2),
    seeders: at(3),
    personChanges: at(4),
    ignored: { malformed: at(5), oversized: at(6), unknown: at(7), unauthorised: at(8) },
    epochs: at(9),
    seals: at(10),
    pending: at(11),
    heldBack: at(12),
    notes: at(13),
    pins: at(14),
    mutes: at(15),
    reports: at(16),
  }
}

/** A value that begins with the version of its shape. */
export function versioned<T>(codec: Codec<T>): Codec<T> {
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

/** Key of a core of the system view. */
export const systemKeyCodec: Codec<Uint8Array> = versioned(c.fixed32)

/** Who wants to sign the order, or signs it, instead of those who signed a system view. */
export interface Handover {
  /** The core that signs. */
  writerKey: Uint8Array
  /** Blocks of the system view that stay. */
  length: number
  /** The system view that came of it; null: that is not known yet. */
  successor: Uint8Array | null
}

const NO_SUCCESSOR = new Uint8Array(32)

export const handoverCodec: Codec<Handover> = versioned({
  preencode(state, { writerKey, length, successor }) {
    c.fixed32.preencode(state, writerKey)
    c.uint.preencode(state, length)
    c.bool.preencode(state, successor !== null)
    c.fixed32.preencode(state, successor ?? NO_SUCCESSOR)
  },
  encode(state, { writerKey, length, successor }) {
    c.fixed32.encode(state, writerKey)
    c.uint.encode(state, length)
    c.bool.encode(state, successor !== null)
    c.fixed32.encode(state, successor ?? NO_SUCCESSOR)
  },
  decode(state) {
    const writerKey = c.fixed32.decode(state)
    const length = c.uint.decode(state)
    const isKnown = c.bool.decode(state)
    const successor = c.fixed32.decode(state)
    return { writerKey, length, successor: isKnown ? successor : null }
  },
})

/** Which epoch is the current one, the last that was applied. */
export interface CurrentEpoch {
  epochId: Uint8Array
  number: number
  /** Somebody may have its key who is not in the room: nothing is to be sealed under it any more. */
  isStale: boolean
  /** What is sealed under an epoch with a smaller number may be read by somebody who was removed. */
  safeFrom: number
  /** Keys that were sealed to devices in it. */
  seals: number
}

export const currentEpochCodec: Codec<CurrentEpoch> = versioned({
  preencode(state, { epochId, number, safeFrom, seals }) {
    c.fixed32.preencode(state, epochId)
    c.uint.preencode(state, number)
    c.bool.preencode(state, false)
    c.uint.preencode(state, safeFrom)
    c.uint.preencode(state, seals)
  },
  encode(state, { epochId, number, isStale, safeFrom, seals }) {
    c.fixed32.encode(state, epochId)
    c.uint.encode(state, number)
    c.bool.encode(state, isStale)
    c.uint.encode(state, safeFrom)
    c.uint.encode(state, seals)
  },
  decode: (state) => ({
    epochId: c.fixed32.decode(state),
    number: c.uint.decode(state),
    isStale: c.bool.decode(state),
    safeFrom: c.uint.decode(state),
    // Views of the first days have none.
    seals: state.start < state.end ? c.uint.decode(state) : 0,
  }),
})

export type KnownRoomKind = (typeof ROOM_KINDS)[number]

export const roomKindCodec: Codec<KnownRoomKind> = versioned({
  preencode: (state, kind) => c.uint.preencode(state, ROOM_KINDS.indexOf(kind)),
  encode: (state, kind) => c.uint.encode(state, ROOM_KINDS.indexOf(kind)),
  decode: (state) => ROOM_KINDS[c.uint.decode(state)] ?? 'group',
})

/** That there is an entry. */
export const markCodec: Codec<boolean> = versioned(c.bool)
