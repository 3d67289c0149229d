/** The epoch keys that this device can get at: sealed to it, or linked from a later epoch that it can open. */
import { type Epoch, openEpochKey, openLink } from '@comice/core'
import { encodeHex, type EpochLink, type EpochRecord, isEqualBytes, type SealedKey } from '@comice/protocol'
import type { KeyPair } from 'hypercore-crypto'
import { MAX_SEALS_LOOKED_AT } from '../constants.ts'

/** What is known of epochs at one moment, such as a reading of a room's view. */
export interface EpochSource {
  epoch(id: Uint8Array): Promise<EpochRecord | null>
  currentEpoch(): Promise<{ epochId: Uint8Array; number: number } | null>
  /** To which devices the epoch with this number was sealed. */
  sealsOf(number: number): Promise<SealedKey[]>
  epochs(): Promise<EpochRecord[]>
}

export interface EpochKeysOptions {
  /** What the epochs belong to. */
  scope: Uint8Array
  device: KeyPair
}

export class EpochKeys {
  readonly #scope: Uint8Array
  readonly #device: KeyPair
  readonly #epochById = new Map<string, Epoch>()
  /** Whose links were opened. */
  readonly #followed = new Set<string>()

  constructor({ scope, device }: EpochKeysOptions) {
    this.#scope = scope
    this.#device = device
  }

  /** Keeps a key that this device made. */
  add(epoch: Epoch): void {
    this.#epochById.set(encodeHex(epoch.id), epoch)
  }

  /** Null while nobody gave it to this device. */
  async get(id: Uint8Array, source: EpochSource): Promise<Epoch | null> {
    const key = encodeHex(id)
    const known = this.#epochById.get(key) ?? (await this.#openSeal(await source.epoch(id), source))
    if (known !== null) return known
    await this.#openCurrent(source)
    await this.#follow(source, key)
    return this.#epochById.get(key) ?? null
  }

  /** Whether each link that we can check holds what it says. */
  hasTrueLinks(epoch: Epoch, links: readonly EpochLink[]): boolean {
    return links.every((link) => {
      const earlier = this.#epochById.get(encodeHex(link.epochId))
      const opened = openLink(epoch, link, this.#scope)
      return opened !== null || earlier === undefined
    })
  }

  /**
   * Epochs of ours to which none of the others leads, newest first: a new epoch that links them lets its readers read
   * everything that we can read.
   */
  async heads(source: EpochSource): Promise<Epoch[]> {
    const records = (await source.epochs()).sort((a, b) => b.number - a.number)
    const linked = new Set<string>()
    const heads: Epoch[] = []
    for (const record of records) {
      const epoch = await this.#openIn(record, source)
      if (epoch === null) continue
      if (!linked.has(encodeHex(epoch.id))) heads.push(epoch)
      for (const link of record.links) {
        if (openLink(epoch, link, this.#scope) !== null) linked.add(encodeHex(link.epochId))
      }
    }
    return heads.filter(({ id }) => !linked.has(encodeHex(id)))
  }

  /**
   * An epoch when all that are newer were looked at: only its own seals are left. A look for each at those of the others
   * would make a member who forges epochs cost everybody the square of them.
   */
  async #openIn(record: EpochRecord, source: EpochSource): Promise<Epoch | null> {
    const key = encodeHex(record.epochId)
    await this.#follow(source, key)
    return this.#epochById.get(key) ?? this.#openSeal(record, source)
  }

  /** The newest epochs may not be sealed to us yet; one of those before is. */
  async #openCurrent(source: EpochSource): Promise<void> {
    const current = await source.currentEpoch()
    if (current === null || this.#epochById.has(encodeHex(current.epochId))) return
    const records = (await source.epochs()).sort((a, b) => b.number - a.number)
    for (const record of records.slice(0, MAX_SEALS_LOOKED_AT)) {
      if (this.#epochById.has(encodeHex(record.epochId))) return
      if ((await this.#openSeal(record, source)) !== null) return
    }
  }

  async #openSeal(record: EpochRecord | null, source: EpochSource): Promise<Epoch | null> {
    if (record === null) return null
    const { epochId: id, number } = record
    const seals = (await source.sealsOf(number)).filter(({ deviceKey }) =>
      isEqualBytes(deviceKey, this.#device.publicKey),
    )
    for (const seal of seals) {
      const epoch = openEpochKey(seal, { id, scope: this.#scope, device: this.#device })
      if (epoch === null) continue
      this.add(epoch)
      return epoch
    }
    return null
  }

  /** Opens links from what we have, until `wanted` is there or nothing is left. */
  async #follow(source: EpochSource, wanted: string): Promise<void> {
    const next = [...this.#epochById.values()].reverse()
    for (let epoch = next.pop(); epoch !== undefined; epoch = next.pop()) {
      if (this.#epochById.has(wanted)) return
      const key = encodeHex(epoch.id)
      if (this.#followed.has(key)) continue
      const record = await source.epoch(epoch.id)
      // Not in the view yet, or taken out of it again by a new order.
      if (record === null) continue
      this.#followed.add(key)
      for (const link of record.links) {
        const earlier = openLink(epoch, link, this.#scope)
        if (earlier === null || this.#epochById.has(encodeHex(earlier.id))) continue
        this.add(earlier)
        next.push(earlier)
      }
    }
  }
}
