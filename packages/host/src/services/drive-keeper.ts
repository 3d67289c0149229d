/** Has drives kept by the seeders that were named for them, now and when the node runs again. */
import type { Logger } from '@comice/core'
import type { DrivePlace, Drives as DriveEngine, HeldDrive, ReadOptions } from '@comice/drives'
import type { Keeper, Keeping, KeepSource } from '@comice/keep'
import { decodeKey, encodeKey } from '@comice/protocol'
import type { Collection, Profile } from '@comice/storage'
import type { Duties } from '../duty/duties.ts'
import { keptDrive, type KeptDrive } from './kept-drive.ts'

export interface DriveKeeperDeps {
  readonly keeper: Keeper
  readonly profile: Profile
  readonly duties: Duties
  readonly logger: Logger
  readonly open: () => Promise<DriveEngine>
}

export interface KeptSource {
  /** The drive's key, z-base-32. */
  readonly drive: string
  /** For the same drive the same: keepings are told apart by it. */
  readonly source: KeepSource
  /** Whether the seeder was named for it just now. */
  readonly isNew: boolean
}

export class DriveKeeper {
  readonly #deps: DriveKeeperDeps
  /** By the drive's key. They stay open, so that newer versions go to the seeders, too. */
  readonly #sources = new Map<string, KeepSource>()
  /** Blocks that a seeder had at most. */
  readonly #most = new Map<Keeping, number>()

  constructor(deps: DriveKeeperDeps) {
    this.#deps = deps
  }

  /** Remembers the seeder, and starts. @throws what versions.hold throws */
  async add(
    place: DrivePlace,
    { seeder, typed, ...options }: ReadOptions & { seeder: Uint8Array; typed: string },
  ): Promise<KeptSource> {
    const { id, source } = await this.#sourceOf(place, options)
    const record = {
      place: place.kind === 'drive' ? `pear://${id}` : typed,
      drive: id,
      seeder: encodeKey(seeder),
    }
    const records = await this.#records()
    const isNew = (await records.get(idOf(record))) === null
    await records.put(idOf(record), record)
    this.#follow(this.#deps.keeper.keep(source, seeder))
    return { drive: id, source, isNew }
  }

  /** Goes on with all of them. What does not open is left out until the next start. */
  async resume(): Promise<void> {
    const { parseDrivePlace } = await import('@comice/drives')
    for await (const { value } of (await this.#records()).list()) {
      try {
        const { source } = await this.#sourceOf(parseDrivePlace(value.place), { timeoutMs: 0 })
        this.#follow(this.#deps.keeper.keep(source, decodeKey(value.seeder)))
      } catch (error) {
        this.#deps.logger.warn({ error: String(error), drive: value.drive }, 'a drive is not kept')
      }
    }
  }

  /** Public keys, z-base-32, of the seeders of a drive. */
  async seedersOf(drive: string): Promise<string[]> {
    const seeders: string[] = []
    for await (const { value } of (await this.#records()).list())
      if (value.drive === drive) seeders.push(value.seeder)
    return seeders
  }

  /** What it holds stays there, until its own rules let it go. False when it was none. */
  async remove(drive: string, seeder: Uint8Array): Promise<boolean> {
    const records = await this.#records()
    const id = idOf({ drive, seeder: encodeKey(seeder) })
    if ((await records.get(id)) === null) return false
    await records.del(id)
    const source = this.#sources.get(drive)
    if (source === undefined) return true
    const keeping = this.#deps.keeper.keep(source, seeder)
    this.#most.delete(keeping)
    await keeping.close()
    return true
  }

  /** All seeders of a drive that is forgotten. */
  async removeAll(drive: string): Promise<void> {
    for (const seeder of await this.seedersOf(drive)) await this.remove(drive, decodeKey(seeder))
  }

  async #sourceOf(place: DrivePlace, options: ReadOptions): Promise<{ id: string; source: KeepSource }> {
    const { versions } = await this.#deps.open()
    const held = await versions.hold(place, options)
    const id = encodeKey(held.key)
    const known = this.#sources.get(id)
    if (known !== undefined) {
      await held[Symbol.asyncDispose]()
      return { id, source: known }
    }
    const source = sourceFrom(held)
    this.#sources.set(id, source)
    return { id, source }
  }

  /** A node that nobody uses any more stays while a seeder takes what it lacks. */
  #follow(keeping: Keeping): void {
    if (this.#most.has(keeping)) return
    this.#most.set(keeping, 0)
    keeping.on('progress', ({ heldBlocks }) => {
      if (heldBlocks <= (this.#most.get(keeping) ?? 0)) return
      this.#most.set(keeping, heldBlocks)
      this.#deps.duties.attach()[Symbol.dispose]()
    })
  }

  #records(): Promise<Collection<KeptDrive>> {
    return this.#deps.profile.collection('kept-drives', keptDrive)
  }
}

function idOf({ drive, seeder }: Pick<KeptDrive, 'drive' | 'seeder'>): string {
  return `${drive}/${seeder}`
}

/** Who looks for a drive looks for its tree, so that is what a seeder announces. */
function sourceFrom(held: HeldDrive): KeepSource {
  return {
    referrer: held.key,
    cores: () => Promise.resolve(held.cores()),
    onChange: (listener) => held.onChange(listener),
  }
}
