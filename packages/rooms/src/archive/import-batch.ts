/** Messages of an import that are said together, with one write; and where those are that were. */
import type { MessagePlace } from '../room/room-message.ts'
import type { Room, SayOptions } from '../room/room.ts'
import type { ArchivedMessage } from './read-archive-line.ts'

export interface ImportBatchOptions {
  /** Nothing is said. */
  readonly isDryRun: boolean
  /** Makes the room, before the first is said, when there is none yet. */
  readonly make: () => Promise<Room>
}

interface Waiting {
  readonly key: string
  readonly text: string
  readonly options: SayOptions
  /** Whether a message of the archive is whole with it. */
  readonly isLast: boolean
}

export class ImportBatch {
  readonly #options: ImportBatchOptions
  /** By {@link keyOf}; null: it waits to be said, or would be. */
  readonly #placeByKey = new Map<string, MessagePlace | null>()
  #waiting: Waiting[] = []
  #room: Room | null = null
  #imported = 0

  constructor(options: ImportBatchOptions) {
    this.#options = options
  }

  get room(): Room | null {
    return this.#room
  }

  /** Messages of the archive that were said, or would be. */
  get imported(): number {
    return this.#imported
  }

  /** Of them, those that are in the room. */
  get said(): number {
    return this.#options.isDryRun ? 0 : this.#imported
  }

  /** How many wait to be said. */
  get size(): number {
    return this.#waiting.length
  }

  /** What was imported there is not said again. */
  async goOnIn(room: Room): Promise<void> {
    this.#room = room
    for await (const { origin, place } of room.imported())
      this.#placeByKey.set(keyOf(origin.id, origin.part), place)
  }

  /** Whether all parts of a message are there, or wait. */
  has(id: string, parts: number): boolean {
    for (let part = 0; part < parts; part++) if (!this.#placeByKey.has(keyOf(id, part))) return false
    return true
  }

  /** Whether a message can only be said after a flush: where it is that it answers is not known yet. */
  answersWaiting(replyTo: string | null): boolean {
    return replyTo !== null && !this.#options.isDryRun && this.#placeByKey.get(keyOf(replyTo, 0)) === null
  }

  /** @param pieces texts of its parts */
  add({ id, name, claimedAt, replyTo, isForwarded }: ArchivedMessage, pieces: readonly string[]): void {
    const answered = (replyTo === null ? null : this.#placeByKey.get(keyOf(replyTo, 0))) ?? null
    const missing = pieces
      .map((text, part) => ({ text, part, key: keyOf(id, part) }))
      .filter(({ key }) => !this.#placeByKey.has(key))
    for (const [at, { text, part, key }] of missing.entries()) {
      this.#placeByKey.set(key, null)
      const imported = { id, name, claimedAt, part }
      const origin = answered === null ? { isForwarded } : { replyTo: answered }
      const isLast = at === missing.length - 1
      this.#waiting.push({ key, text, isLast, options: { imported, ...origin } })
    }
  }

  /** Says what waits. @throws what `Room.say` and `make` do; then what was said counts, and nothing waits */
  async flush(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0) return
    if (this.#options.isDryRun) return void (this.#imported += countOf(waiting))
    const room = (this.#room ??= await this.#options.make())
    const said = await Promise.allSettled(waiting.map(({ text, options }) => room.say(text, options)))
    const isSaid = waiting.map((one, at) => {
      const result = said[at]
      if (result?.status !== 'fulfilled') return null
      this.#placeByKey.set(one.key, { id: result.value.id, seq: result.value.seq })
      return one
    })
    this.#imported += countOf(isSaid.filter((one) => one !== null))
    const failed = said.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}

function countOf(said: readonly Waiting[]): number {
  return said.filter(({ isLast }) => isLast).length
}

function keyOf(id: string, part: number): string {
  return part === 0 ? id : `${id}+${part}`
}
