/** The keys of a home's epochs, as far as this device can open them, and the one to write under. */
import {
  createEpoch,
  type Epoch,
  type KeyPair,
  linkEpoch,
  openEpochKey,
  openLink,
  sealEpochKey,
} from '@comice/core'
import { encodeHex, type HomeCut, type HomeEpoch, LIMITS, type SealedKey } from '@comice/protocol'
import type { CountedEpoch, HomeDevices } from '../devices/merge-devices.ts'

/** By id in hexadecimal. */
export type OpenEpochs = ReadonlyMap<string, Epoch>

/** Opens what is sealed to one of `openers`, and what that leads to. `known` was opened before. */
export function openEpochs(
  { epochs }: HomeDevices,
  { openers, scope, known }: { openers: readonly KeyPair[]; scope: Uint8Array; known: OpenEpochs },
): OpenEpochs {
  const opened = new Map(known)
  for (const counted of epochs) {
    const id = encodeHex(counted.epoch.epochId)
    const epoch = opened.get(id) ?? openSealed(counted, openers, scope)
    if (epoch !== null) opened.set(id, epoch)
  }
  const records = new Map(epochs.map(({ epoch }) => [encodeHex(epoch.epochId), epoch]))
  // What is added while this runs is visited too.
  for (const [id, later] of opened) {
    for (const link of records.get(id)?.links ?? []) {
      const earlier = opened.has(encodeHex(link.epochId)) ? null : openLink(later, link, scope)
      if (earlier !== null) opened.set(encodeHex(earlier.id), earlier)
    }
  }
  return opened
}

function openSealed(
  { epoch, seals }: CountedEpoch,
  openers: readonly KeyPair[],
  scope: Uint8Array,
): Epoch | null {
  for (const device of openers) {
    const mine = encodeHex(device.publicKey)
    for (const seal of seals) {
      if (encodeHex(seal.deviceKey) !== mine) continue
      const pair = { publicKey: Buffer.from(device.publicKey), secretKey: Buffer.from(device.secretKey) }
      const opened = openEpochKey(seal, { id: epoch.epochId, scope, device: pair })
      if (opened !== null) return opened
    }
  }
  return null
}

export interface CurrentEpoch {
  readonly epoch: Epoch
  /** Devices, and the home key, that it was not sealed to yet. */
  readonly lacking: readonly Uint8Array[]
}

/**
 * The newest epoch that we can open and nobody can who is not one of the home now; null: a new one is due. When it was
 * made is the word of a device that belongs to the home. One that another leads to is none of them, whatever its clock said:
 * who had the other key, and is out now, has its key.
 */
export function currentEpoch(
  { active, epochs }: HomeDevices,
  { opened, homeKey }: { opened: OpenEpochs; homeKey: Uint8Array },
): CurrentEpoch | null {
  const readers = new Set([...active.keys(), encodeHex(homeKey)])
  const linked = linkedIn(epochs)
  const usable = epochs
    .filter(
      ({ author, epoch, seals }) =>
        active.has(author) &&
        !linked.has(encodeHex(epoch.epochId)) &&
        seals.every(({ deviceKey }) => readers.has(encodeHex(deviceKey))),
    )
    .sort((a, b) => b.epoch.madeAt - a.epoch.madeAt || compareIds(b, a))
  for (const { epoch, seals } of usable) {
    const key = opened.get(encodeHex(epoch.epochId))
    if (key === undefined) continue
    const sealed = new Set(seals.map(({ deviceKey }) => encodeHex(deviceKey)))
    const lacking = [...readers].filter((reader) => !sealed.has(reader)).map((hex) => Buffer.from(hex, 'hex'))
    return { epoch: key, lacking }
  }
  return null
}

function compareIds(a: CountedEpoch, b: CountedEpoch): number {
  return Buffer.compare(a.epoch.epochId, b.epoch.epochId)
}

export interface NewEpochOptions {
  readonly homeKey: Uint8Array
  readonly opened: OpenEpochs
  /** Who can read it. */
  readonly readers: readonly Uint8Array[]
  readonly out?: readonly HomeCut[]
  readonly now: number
}

/** A new epoch, which leads to all that we can open and no other of them leads to. */
export function makeEpoch(
  { epochs }: HomeDevices,
  { homeKey, opened, readers, out = [], now }: NewEpochOptions,
): { epoch: Epoch; record: HomeEpoch } {
  const epoch = createEpoch(homeKey)
  const links = headsOf(epochs, opened)
    .slice(-LIMITS.MAX_EPOCH_LINKS)
    .map((earlier) => linkEpoch(epoch, earlier))
  const record = { epochId: epoch.id, madeAt: now, links, out: [...out], sealed: sealTo(epoch, readers) }
  return { epoch, record }
}

/** Whether there is more than one that no other leads to: who is given the key of one does not read the others. */
export function isSplit({ epochs }: HomeDevices, opened: OpenEpochs): boolean {
  return headsOf(epochs, opened).length > 1
}

/** Those that we can open and no other of them leads to. */
function headsOf(epochs: readonly CountedEpoch[], opened: OpenEpochs): Epoch[] {
  const linked = linkedIn(epochs.filter(({ epoch }) => opened.has(encodeHex(epoch.epochId))))
  return [...opened].filter(([id]) => !linked.has(id)).map(([, head]) => head)
}

function linkedIn(epochs: readonly CountedEpoch[]): Set<string> {
  return new Set(epochs.flatMap(({ epoch }) => epoch.links.map(({ epochId }) => encodeHex(epochId))))
}

export function sealTo(epoch: Epoch, readers: readonly Uint8Array[]): SealedKey[] {
  return readers
    .map((reader) => sealEpochKey(epoch, reader))
    .filter((sealed) => sealed !== null)
    .slice(0, LIMITS.MAX_SEALED_KEYS)
}
