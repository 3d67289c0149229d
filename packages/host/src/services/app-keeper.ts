/** Has apps kept by the seeders that were named for them, now and when the node runs again. */
import type { Logger } from '@comice/core'
import type { Keeper, Keeping, KeepProgress, KeepSource } from '@comice/keep'
import { encodeKey } from '@comice/protocol'
import type { Author } from '@comice/platform'
import type { Duties } from '../duty/duties.ts'

interface Kept {
  /** z-base-32. */
  readonly app: string
  /** That the seeder had. */
  mostBlocks: number
}

export class AppKeeper {
  readonly #keeper: Keeper
  readonly #duties: Duties
  readonly #logger: Logger
  readonly #kept = new Map<Keeping, Kept>()

  constructor(keeper: Keeper, { duties, logger }: { duties: Duties; logger: Logger }) {
    this.#keeper = keeper
    this.#duties = duties
    this.#logger = logger
  }

  /** Goes on with all of them. What does not open is left out. */
  async resume(author: Author, ours: Uint8Array): Promise<void> {
    for (const { app, seeder } of await author.seeders.all()) {
      if (encodeKey(seeder) === encodeKey(ours)) continue
      try {
        const { source } = await author.seed({ key: app })
        this.#follow(this.#keeper.keep(source, seeder), app)
      } catch (error) {
        this.#logger.warn({ error: String(error), app: encodeKey(app) }, 'an app is not kept')
      }
    }
  }

  /** Remembers the seeder, and starts; what it gives is for the same pair the same. */
  async add(author: Author, { key, seeder }: { key: Uint8Array; seeder: Uint8Array }): Promise<KeepSource> {
    const { source } = await author.seed({ key })
    await author.seeders.add(key, seeder)
    this.#follow(this.#keeper.keep(source, seeder), key)
    return source
  }

  /** What it holds stays there, until its own rules let it go. False when it was none. */
  async remove(author: Author, { key, seeder }: { key: Uint8Array; seeder: Uint8Array }): Promise<boolean> {
    const wasOne = await author.seeders.remove(key, seeder)
    if (!wasOne) return false
    const { source } = await author.seed({ key })
    const keeping = this.#keeper.keep(source, seeder)
    this.#kept.delete(keeping)
    await keeping.close()
    return true
  }

  /** How far each seeder of an app is. */
  progress(app: Uint8Array): { seeder: Uint8Array; progress: KeepProgress }[] {
    const id = encodeKey(app)
    return [...this.#kept].flatMap(([{ seederKey, progress }, kept]) =>
      kept.app === id ? [{ seeder: seederKey, progress }] : [],
    )
  }

  /** A node that nobody uses any more stays while a seeder takes what it lacks: a release outlives its command. */
  #follow(keeping: Keeping, app: Uint8Array): void {
    if (this.#kept.has(keeping)) return
    const kept: Kept = { app: encodeKey(app), mostBlocks: 0 }
    this.#kept.set(keeping, kept)
    keeping.on('progress', ({ heldBlocks }) => {
      if (heldBlocks <= kept.mostBlocks) return
      kept.mostBlocks = heldBlocks
      this.#duties.attach()[Symbol.dispose]()
    })
  }
}
