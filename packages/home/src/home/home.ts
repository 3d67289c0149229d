/** The contract of a home: what programs see. */
import type { EventEmitter } from 'node:events'
import type { HomeKeys } from '@comice/protocol'

/**
 * | state | means |
 * |---|---|
 * | joining | this device was linked, and has not heard yet that it belongs to the home, or lacks its key |
 * | member | it reads and writes |
 * | revoked | another device put it out; what is here can still be read |
 * | failed | it cannot be written any more, see {@link Home.problem} |
 * | closed | it was closed here |
 */
export type HomeState = 'joining' | 'member' | 'revoked' | 'failed' | 'closed'

/** A device of the person. */
export interface HomeDeviceView {
  /** Public key, as z-base-32. */
  readonly id: string
  readonly deviceKey: Uint8Array
  /** Safe to show on one line. The first eight characters of `id` when it has none. */
  readonly name: string
  readonly isThis: boolean
  /** Connected to this device now. */
  readonly isOnline: boolean
  /** When it last wrote something, by its own clock, in ms since 1970; null: nothing yet. */
  readonly lastWroteAt: number | null
  /** Whether the 24 words are kept there. */
  readonly hasPhrase: boolean
  readonly isRevoked: boolean
}

/** A value, or null to delete it. */
export interface HomeChange {
  /** Kind, `/`, name; at most 160 bytes. */
  readonly key: string
  readonly value: Uint8Array | null
}

/** Who wrote a value, and when. */
export interface HomeMark {
  /** By that device's clock, in ms since 1970. */
  readonly at: number
  /** Public key of the device, as z-base-32. */
  readonly device: string
}

export interface HomeEvents {
  /** Entries, devices or the state are others than before. */
  update: []
}

/** What a home consists of; a keeper of `@comice/keep` takes it. */
export interface HomeSource {
  readonly referrer: Uint8Array
  cores(): Promise<readonly { readonly key: Uint8Array; readonly length: number }[]>
  onChange(listener: () => void): () => void
}

/** An encrypted store that the devices of one person share. */
export interface Home extends Pick<EventEmitter<HomeEvents>, 'on' | 'once' | 'off'>, AsyncDisposable {
  readonly state: HomeState
  /** Why `state` is `failed`. */
  readonly problem: Error | null
  /** Whether the phrase alone leads to this home: false on a recovered device until it has found what there was. */
  readonly isAnchored: boolean
  readonly source: HomeSource

  /** The latest value under a key, or null. */
  get(key: string): Uint8Array | null
  /** Who wrote the latest value under a key, also when that deleted it; null: nobody wrote one. */
  markOf(key: string): HomeMark | null
  /** The latest values under all keys that start with `prefix`, by key. */
  list(prefix: string): ReadonlyMap<string, Uint8Array>
  /**
   * Writes values. Resolves when they are on this disk to stay; what does not change is not written.
   * @throws HOME_JOINING, HOME_REVOKED, HOME_ROLLED_BACK, HOME_FULL, HOME_CLOSED, HOME_VALUE_TOO_LARGE, RECORD_INVALID
   */
  put(changes: readonly HomeChange[]): Promise<void>

  /** The devices of the home, this one first; those that were put out at the end. */
  devices(): HomeDeviceView[]
  /** A device of the home, by its name, its id, or the first characters of that. @throws DEVICE_NOT_FOUND */
  find(text: string): HomeDeviceView
  /** What a device that is being linked needs. */
  keysForDevice(): HomeKeys
  /** Takes a device in, which has `proof` of the identity, and gives it the key. @throws as {@link put} */
  welcome(deviceKey: Uint8Array, proof: Uint8Array): Promise<void>
  /** Puts a device out and makes a new key without it. @throws DEVICE_NOT_FOUND and as {@link put} */
  revoke(deviceKey: Uint8Array): Promise<void>
  /** Calls itself `name` in the list of devices. @throws as {@link put} */
  rename(name: string): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}
