/** All feeds of a home that are read here; the own one is also written. */
import { type Peer, verifyDevice } from '@comice/core'
import { encodeHex, type HomeDevice, type HomeKeys, isEqualBytes } from '@comice/protocol'
import type { HomeContent } from '../block/home-block.ts'
import type { FeedBlocks } from '../devices/merge-devices.ts'
import { HomeErrors } from '../errors.ts'
import { coreOptions, feedPlace } from './feed-core.ts'
import { Feed } from './feed.ts'

export interface HomeFeedsParts {
  readonly peer: Peer
  readonly keys: HomeKeys
  /** More of one is here. */
  readonly onblocks: () => void
  /** The own one cannot be written any more. */
  readonly onproblem: (error: Error) => void
}

/** Devices are named by their key in hexadecimal. */
export class HomeFeeds {
  readonly #parts: HomeFeedsParts
  readonly #me: string
  readonly #feeds = new Map<string, Feed>()
  readonly #proven = new WeakMap<HomeDevice, boolean>()

  constructor(parts: HomeFeedsParts) {
    this.#parts = parts
    this.#me = encodeHex(parts.peer.identity.device.publicKey)
  }

  /** Opens those that are not open. Resolves to whether there were any. */
  async open(devices: readonly string[]): Promise<boolean> {
    const missing = devices.filter((hex) => !this.#feeds.has(hex))
    for (const hex of missing) await this.#open(hex)
    return missing.length > 0
  }

  blocks(): FeedBlocks {
    return new Map([...this.#feeds].map(([hex, feed]) => [hex, feed.blocks]))
  }

  lengthOf(hex: string): number {
    return this.#feeds.get(hex)?.blocks.length ?? 0
  }

  cores(): { key: Uint8Array; length: number }[] {
    return [...this.#feeds.values()].flatMap(({ core }) =>
      core.key === null ? [] : [{ key: core.key, length: core.length }],
    )
  }

  /** Writes to the own one. Resolves when it is on the disk. */
  async append(contents: readonly HomeContent[]): Promise<void> {
    const own = this.#feeds.get(this.#me)
    if (own === undefined) throw HomeErrors.HOME_CLOSED({})
    await own.append(contents)
  }

  /** Whether the identity vouches for the device. A check costs 0.1 ms for each link of the proof. */
  isProven(device: HomeDevice): boolean {
    const known = this.#proven.get(device)
    if (known !== undefined) return known
    const attested = verifyDevice(device.proof, device.deviceKey)
    const isProven =
      attested !== null && isEqualBytes(attested.identityKey, this.#parts.peer.identity.publicKey)
    this.#proven.set(device, isProven)
    return isProven
  }

  async close(): Promise<void> {
    await Promise.all([...this.#feeds.values()].map((feed) => feed.close()))
  }

  async #open(hex: string): Promise<void> {
    const { peer, keys, onblocks, onproblem } = this.#parts
    const isOwn = hex === this.#me
    const place = feedPlace(keys.homeKey, Buffer.from(hex, 'hex'))
    const pair = isOwn ? peer.identity.device.keyPair : undefined
    const core = peer.store.get(coreOptions(place, keys.outerKey, pair))
    const feed = new Feed(core, {
      onblocks,
      onproblem: (error) => {
        peer.logger.error({ error, device: hex }, 'the feed of a device cannot be read any more')
        if (isOwn) onproblem(error)
      },
    })
    this.#feeds.set(hex, feed)
    await feed.open()
  }
}
