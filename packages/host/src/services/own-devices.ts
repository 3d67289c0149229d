/**
 * The home of this person's devices: opened where it is used, and kept in step with what the node has. The package is loaded
 * then, so that a start of a profile with one device does without it.
 */
import { IDENTITY_SECRETS, type Peer } from '@comice/core'
import type { Home } from '@comice/home'
import type { Keeper } from '@comice/keep'
import { tryDecodeKey } from '@comice/protocol'
import { HOME_WAIT_MS } from '../constants.ts'
import type { Duties } from '../duty/duties.ts'
import type { PersonalRecords } from '../personal/personal-records.ts'
import { HomeRooms, type RoomProblem } from './home-rooms.ts'
import type { OpenRooms } from './open-rooms.ts'

export interface OwnDevicesParts {
  readonly peer: Peer
  readonly duties: Duties
  readonly rooms: OpenRooms
  readonly keeper: Keeper
  readonly records: PersonalRecords
}

/** Names of settings under which seeders stand that keep the home; behind it the seeder's key. */
export const HOME_SEEDER_PREFIX = 'setting/home-seeder/'

export class OwnDevices {
  readonly #parts: OwnDevicesParts
  #opening: Promise<Home> | null = null
  #rooms: HomeRooms | null = null
  #duty: Disposable | null = null

  constructor(parts: OwnDevicesParts) {
    this.#parts = parts
  }

  /** The home; the same every time. @throws HOME_MISSING */
  open(): Promise<Home> {
    this.#opening ??= this.#open()
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  /**
   * The home when this device is one of it: one that was just linked hears of that within a second or two. What it is after
   * {@link HOME_WAIT_MS} is given all the same, and says itself why it cannot be written.
   */
  async member(): Promise<Home> {
    const home = await this.open()
    const { promise, resolve } = Promise.withResolvers<void>()
    const onupdate = () => home.state !== 'joining' && resolve()
    const timer = setTimeout(resolve, HOME_WAIT_MS)
    home.on('update', onupdate)
    onupdate()
    await promise
    clearTimeout(timer)
    home.off('update', onupdate)
    return home
  }

  /** Opens it where it was opened before, and where a phrase came from outside and may lead to one. */
  async openIfUsed(): Promise<void> {
    const { secrets } = this.#parts.peer.profile
    for (const name of [IDENTITY_SECRETS.home, IDENTITY_SECRETS.origin])
      if ((await secrets.get(name)) !== null) return void (await this.open())
  }

  /** Puts a device out of the home, and of all rooms that are open; which of them could not is in the answer. */
  async revoke(deviceKey: Uint8Array): Promise<readonly RoomProblem[]> {
    const home = await this.member()
    await home.revoke(deviceKey)
    return (await this.#rooms?.putOut(deviceKey)) ?? []
  }

  async close(): Promise<void> {
    await this.#rooms?.close()
    await this.#parts.records.close()
    this.#duty?.[Symbol.dispose]()
    const home = await this.#opening?.catch(() => null)
    await home?.close()
  }

  async #open(): Promise<Home> {
    const { peer, records, rooms } = this.#parts
    const { createHome } = await import('@comice/home')
    const home = await createHome(peer)
    const onupdate = () => this.#update(home)
    home.on('update', onupdate)
    records.attach(home)
    this.#rooms = new HomeRooms({ peer, home, rooms })
    onupdate()
    return home
  }

  #update(home: Home): void {
    const { duties, keeper } = this.#parts
    const others = home.devices().filter(({ isThis, isRevoked }) => !isThis && !isRevoked)
    const isNeeded = home.state !== 'closed' && (others.length > 0 || !home.isAnchored)
    if (isNeeded) this.#duty ??= duties.hold('your devices share a home')
    else this.#duty?.[Symbol.dispose]()
    if (!isNeeded) this.#duty = null
    if (home.state === 'closed') return
    for (const name of home.list(HOME_SEEDER_PREFIX).keys()) {
      const seeder = tryDecodeKey(name.slice(HOME_SEEDER_PREFIX.length))
      if (seeder !== null) keeper.keep(home.source, seeder)
    }
  }
}
