/**
 * Which devices belong to a home, computed from all feeds alone: every device that has the same blocks comes to the same
 * answer, in whatever order they arrived.
 *
 * A device belongs to it when a root is, or when a device that belongs to it listed it in a block that counts. Of a device
 * that was put out, the first `length` blocks count. Who puts whom out stands in feeds too, and may itself be void: so the
 * answer is the well-founded one. *Sure* is what holds although everything that is possible is held against it; *possible*
 * is what is not refuted by anything sure. A device belongs to the home when that is sure; it is out when that is
 * possible. Two that put each other out, each without knowing, are both out.
 */
import { encodeHex, type HomeDevice, type HomeEpoch, type SealedKey } from '@comice/protocol'
import type { HomeContent } from '../block/home-block.ts'
import { MAX_HOME_DEVICES } from '../constants.ts'

/** Blocks by the device that writes them, its key in hexadecimal; null: a block that says nothing. */
export type FeedBlocks = ReadonlyMap<string, readonly (HomeContent | null)[]>

export interface MergeInput {
  /** Devices whose word counts from the start, in hexadecimal. */
  readonly roots: readonly string[]
  readonly feeds: FeedBlocks
  /** Whether its proof says that the device belongs to the identity. Asked several times for the same record. */
  readonly isProven: (device: HomeDevice) => boolean
}

export interface CountedEpoch {
  /** Who made it, in hexadecimal. */
  readonly author: string
  readonly epoch: HomeEpoch
  /** All there are for it, of any device whose word counts. */
  readonly seals: readonly SealedKey[]
}

export interface HomeDevices {
  /** By key in hexadecimal. The record is null for a root that nobody described yet. */
  readonly active: ReadonlyMap<string, HomeDevice | null>
  readonly removed: ReadonlyMap<string, HomeDevice | null>
  /** Whose feeds are worth reading: those that possibly belong to it, or did. */
  readonly possible: readonly string[]
  /** Blocks of a feed that count. */
  readonly counts: (device: string) => number
  readonly epochs: readonly CountedEpoch[]
}

/** By device, how many of its blocks count: the fewest that anybody says. */
type Lengths = ReadonlyMap<string, number>

interface Derived {
  readonly devices: Map<string, HomeDevice | null>
  readonly cuts: Lengths
}

export function mergeDevices(input: MergeInput): HomeDevices {
  const derive = (against: Lengths) => deriveFrom(input, against)
  const sure = new Map<string, number>()
  let possible = derive(sure)
  // What was sure stays so, even where a limit takes its reason away: so each round shortens some feed, and there is an end.
  while (shorten(sure, derive(possible.cuts).cuts)) possible = derive(sure)
  const lengths = possible.cuts
  const { devices } = derive(lengths)
  const counts = (device: string) => {
    if (!devices.has(device)) return 0
    return Math.min(lengths.get(device) ?? Infinity, input.feeds.get(device)?.length ?? 0)
  }
  const isOut = ([device]: [string, unknown]) => lengths.has(device)
  return {
    active: new Map([...devices].filter((entry) => !isOut(entry))),
    removed: new Map([...devices].filter(isOut)),
    possible: [...possible.devices.keys()],
    counts,
    epochs: epochsOf([...devices.keys()], input.feeds, counts),
  }
}

/** What follows when `against` holds: who belongs to it, and whom they put out. */
function deriveFrom({ roots, feeds, isProven }: MergeInput, against: Lengths): Derived {
  const devices = new Map<string, HomeDevice | null>(roots.map((root) => [root, null]))
  const cuts = new Map<string, number>()
  for (const [author] of devices) {
    const blocks = feeds.get(author) ?? []
    const end = Math.min(blocks.length, against.get(author) ?? Infinity)
    for (const block of blocks.slice(0, end)) {
      if (block?.kind === 'epoch') shorten(cuts, lengthsOf(block.epoch))
      else if (block?.kind === 'device') list(devices, block.device, isProven)
    }
  }
  return { devices, cuts }
}

function list(
  devices: Map<string, HomeDevice | null>,
  device: HomeDevice,
  isProven: MergeInput['isProven'],
): void {
  const key = encodeHex(device.deviceKey)
  const known = devices.get(key)
  const isRoom = known !== undefined || devices.size < MAX_HOME_DEVICES
  // The first word about a device stays; a root has none at first.
  if (known || !isRoom || !isProven(device)) return
  devices.set(key, device)
}

function lengthsOf({ out }: HomeEpoch): [string, number][] {
  return out.map(({ deviceKey, length }) => [encodeHex(deviceKey), length])
}

/** Returns whether any became shorter. */
function shorten(lengths: Map<string, number>, by: Iterable<readonly [string, number]>): boolean {
  let isShorter = false
  for (const [device, length] of by) {
    if (length >= (lengths.get(device) ?? Infinity)) continue
    lengths.set(device, length)
    isShorter = true
  }
  return isShorter
}

function epochsOf(
  devices: readonly string[],
  feeds: FeedBlocks,
  counts: (device: string) => number,
): CountedEpoch[] {
  const epochs = new Map<string, CountedEpoch>()
  const seals = new Map<string, SealedKey[]>()
  const addSeals = (epochId: Uint8Array, sealed: readonly SealedKey[]) => {
    const id = encodeHex(epochId)
    seals.set(id, [...(seals.get(id) ?? []), ...sealed])
  }
  for (const author of [...devices].sort()) {
    for (const block of (feeds.get(author) ?? []).slice(0, counts(author))) {
      if (block?.kind === 'seal') addSeals(block.seal.epochId, block.seal.sealed)
      if (block?.kind !== 'epoch') continue
      const { epoch } = block
      addSeals(epoch.epochId, epoch.sealed)
      const id = encodeHex(epoch.epochId)
      if (!epochs.has(id)) epochs.set(id, { author, epoch, seals: [] })
    }
  }
  return [...epochs].map(([id, counted]) => ({ ...counted, seals: seals.get(id) ?? [] }))
}
