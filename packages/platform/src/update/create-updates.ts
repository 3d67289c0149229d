import type { Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { PlatformErrors } from '../errors.ts'
import type { AppRecords } from '../install/app-records.ts'
import { Follower } from './follower.ts'
import type { Updates, UpdateState } from './update.ts'

/** Follows the drives of installed apps until it is closed; `peer.close()` closes it too. */
export function createUpdates(peer: Peer, records: AppRecords): Updates {
  const updates = new PeerUpdates(peer, records)
  peer.beforeClose(() => updates.close())
  return updates
}

class PeerUpdates implements Updates {
  readonly #peer: Peer
  readonly #records: AppRecords
  readonly #followers = new Map<string, Follower>()
  readonly #listeners = new Set<(key: Uint8Array, state: UpdateState) => void>()
  #turn: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | null = null

  constructor(peer: Peer, records: AppRecords) {
    this.#peer = peer
    this.#records = records
  }

  follow(key: Uint8Array): void {
    if (this.#closing === null) this.#followed(key).refresh()
  }

  async unfollow(key: Uint8Array): Promise<void> {
    const id = encodeKey(key)
    const follower = this.#followers.get(id)
    this.#followers.delete(id)
    await follower?.close()
  }

  async followAll(): Promise<void> {
    for (const { key } of await this.#records.list()) this.follow(key)
  }

  state(key: Uint8Array): UpdateState {
    return this.#followers.get(encodeKey(key))?.state ?? { kind: 'unknown' }
  }

  async check(key: Uint8Array, options: { timeoutMs?: number } = {}): Promise<UpdateState> {
    if ((await this.#records.get(key)) === null) throw PlatformErrors.APP_NOT_FOUND({})
    return this.#followed(key).check(options)
  }

  async resume(key: Uint8Array): Promise<void> {
    const changed = await this.#records.change(key, (entry) => {
      return entry && { ...entry, trouble: '', releases: 0, newestRelease: null }
    })
    if (changed === null) throw PlatformErrors.APP_NOT_FOUND({})
    await this.#followers.get(encodeKey(key))?.forget()
  }

  onState(listener: (key: Uint8Array, state: UpdateState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#followers.values()].map((follower) => follower.close())).then(
      () => {
        this.#followers.clear()
      },
    )
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #followed(key: Uint8Array): Follower {
    const id = encodeKey(key)
    const known = this.#followers.get(id)
    if (known !== undefined) return known
    const follower = new Follower({
      ...{ peer: this.#peer, records: this.#records, key },
      onstate: (state) => {
        for (const listener of [...this.#listeners]) listener(key, state)
      },
      inTurn: (job) => this.#inTurn(job),
    })
    this.#followers.set(id, follower)
    return follower
  }

  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    const running = this.#turn.then(job, job)
    this.#turn = running
    return running
  }
}
