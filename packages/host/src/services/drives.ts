/**
 * The drives of the node. What they need is loaded when first used; a profile that has drives is one that does. Drives
 * that are seeded keep the node.
 */
import { access, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Peer } from '@comice/core'
import type { Drives as DriveEngine } from '@comice/drives'
import type { Keeper } from '@comice/keep'
import type { Duties } from '../duty/duties.ts'
import { DriveKeeper } from './drive-keeper.ts'
import { Looks } from './looks.ts'
import { LiveMirrors } from './live-mirrors.ts'

export class Drives {
  readonly #peer: Peer
  readonly #duties: Duties
  /** Those that go on. */
  readonly mirrors: LiveMirrors
  /** Those that seeders hold. */
  readonly keeper: DriveKeeper
  /** Those that pages look at. */
  readonly looks = new Looks()
  readonly #listeners = new Set<() => void>()
  #opening: Promise<DriveEngine> | null = null
  #engine: DriveEngine | null = null
  #duty: Disposable | null = null

  constructor(peer: Peer, duties: Duties, keeper: Keeper) {
    this.#peer = peer
    this.#duties = duties
    const deps = { profile: peer.profile, duties, open: () => this.open() }
    this.mirrors = new LiveMirrors(deps)
    this.keeper = new DriveKeeper({ ...deps, keeper, logger: peer.logger })
  }

  /** Something that a list of drives shows has changed. */
  changed(): void {
    const isSeeding = (this.#engine?.seeded ?? 0) > 0
    if (isSeeding) this.#duty ??= this.#duties.hold('drives are seeded')
    else this.#duty?.[Symbol.dispose]()
    if (!isSeeding) this.#duty = null
    for (const listener of this.#listeners) listener()
  }

  /** Calls `listener` at each change. Returns a function that takes it back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Everything about drives; the same every time. */
  open(): Promise<DriveEngine> {
    this.#opening ??= this.#open()
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  /** Opens it where there are drives: those that are seeded are there for others from the start of the node on. */
  async openIfUsed(): Promise<void> {
    const isUsed = await access(this.#folder).then(
      () => true,
      () => false,
    )
    if (!isUsed) return
    await this.open()
    await this.mirrors.resume()
    await this.keeper.resume()
  }

  /** It says that there are drives. */
  get #folder(): string {
    return path.join(this.#peer.profile.dir, 'drives')
  }

  async #open(): Promise<DriveEngine> {
    const { createDrives } = await import('@comice/drives')
    const engine = await createDrives(this.#peer)
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    this.#engine = engine
    this.changed()
    return engine
  }
}
