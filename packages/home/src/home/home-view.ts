/** What the feeds that are here say, as far as this device can open it. */
import { type Epoch, type KeyPair, openBody } from '@comice/core'
import { encodeHex, encodeKey, homeEntries } from '@comice/protocol'
import type { HomeContent } from '../block/home-block.ts'
import { type HomeDevices, mergeDevices, type MergeInput } from '../devices/merge-devices.ts'
import { type EntriesByKey, isAhead, mergeEntries, type StampedEntry } from '../entries/merge-entries.ts'
import { READ_KIND } from '../records/kinds.ts'
import { currentEpoch, type CurrentEpoch, openEpochs, type OpenEpochs } from '../epoch/open-epochs.ts'

/** Entries of what was read so far. */
export interface EntriesRead {
  readonly entries: EntriesByKey
  /** The greatest clock of a device's entries, by its key in hexadecimal. */
  readonly lastWrote: ReadonlyMap<string, number>
  /** What the answer rests on beside the blocks; another one: all is read again. */
  readonly basis: string
  /** Blocks of each feed that are in it. */
  readonly lengths: ReadonlyMap<string, number>
}

export interface HomeView extends EntriesRead {
  readonly devices: HomeDevices
  readonly opened: OpenEpochs
  readonly current: CurrentEpoch | null
}

export interface ViewInput extends MergeInput {
  readonly homeKey: Uint8Array
  readonly openers: readonly KeyPair[]
  /** Unix time in ms. */
  readonly now: number
  /** The view before; what is in it is not computed again. */
  readonly before: HomeView | null
}

const NOTHING: OpenEpochs = new Map()

export function viewOf(input: ViewInput): HomeView {
  const { homeKey, before } = input
  const devices = mergeDevices(input)
  const known = before?.opened ?? NOTHING
  const opened = openEpochs(devices, { openers: input.openers, scope: homeKey, known })
  const current = currentEpoch(devices, { opened, homeKey })
  return { devices, opened, current, ...readEntries(input, { devices, opened }) }
}

/** Of the blocks that count, in feeds of devices that are in or were. */
function readEntries(
  { feeds, now, before }: ViewInput,
  { devices, opened }: Pick<HomeView, 'devices' | 'opened'>,
): EntriesRead {
  const basis = basisOf(devices, opened)
  const known = before?.basis === basis ? before : null
  const lengths = new Map<string, number>()
  const found: StampedEntry[] = []
  for (const device of membersOf(devices)) {
    const length = devices.counts(device)
    const news = (feeds.get(device) ?? []).slice(known?.lengths.get(device) ?? 0, length)
    lengths.set(device, length)
    found.push(...news.flatMap((block) => entriesIn(block, { device, opened })))
  }
  const ready = found.filter((entry) => !isAhead(entry, now))
  // What waits for its time is looked at again with every change.
  const isWaiting = ready.length < found.length
  return {
    entries: mergeEntries(known?.entries ?? new Map(), ready),
    lastWrote: latest(known?.lastWrote ?? new Map(), ready),
    lengths,
    basis: isWaiting ? '' : basis,
  }
}

function membersOf({ active, removed }: HomeDevices): string[] {
  return [...active.keys(), ...removed.keys()]
}

function basisOf(devices: HomeDevices, opened: OpenEpochs): string {
  const cuts = [...devices.removed.keys()].map((device) => [device, devices.counts(device)])
  return JSON.stringify([membersOf(devices).sort(), cuts.sort(), opened.size])
}

function latest(known: ReadonlyMap<string, number>, entries: readonly StampedEntry[]): Map<string, number> {
  const clocks = new Map(known)
  for (const { device, clock } of entries) clocks.set(device, Math.max(clock, clocks.get(device) ?? 0))
  return clocks
}

/** None while the key is missing, and none when somebody sealed something else. */
function entriesIn(
  block: HomeContent | null,
  { device, opened }: { device: string; opened: OpenEpochs },
): StampedEntry[] {
  if (block?.kind !== 'entries') return []
  const epoch: Epoch | undefined = opened.get(encodeHex(block.entries.epochId))
  const plain = epoch === undefined ? null : openBody(epoch, block.entries, Buffer.from(device, 'hex'))
  const decoded = plain === null ? null : homeEntries.decode(plain)
  if (decoded?.ok !== true) return []
  const mayWrite = entryRight(device)
  return decoded.value.entries.filter(mayWrite).map((entry) => ({ ...entry, device }))
}

/** What was read on a device only that one knows: so of several devices the furthest counts, and none sets another back. */
function entryRight(device: string): (entry: { readonly key: string }) => boolean {
  const ending = `/${encodeKey(Buffer.from(device, 'hex'))}`
  return ({ key }) => !key.startsWith(READ_KIND.prefix) || key.endsWith(ending)
}
