/** Joins rooms and seeders: has every open room kept by the seeders that its members named. */
import type { Logger } from '@comice/core'
import type { Keeper, Keeping, KeepSource } from '@comice/keep'
import { decodeKey } from '@comice/protocol'
import type { Room } from '@comice/rooms'

/** How far a seeder is with a room. */
export interface KeepState {
  /** Cores that it holds whole, of how many. */
  readonly held: number
  readonly total: number
  /** Whether it holds everything there was at the last look. */
  readonly done: boolean
}

export interface KeepRequest {
  /** The seeder's public key, z32 or hex. */
  readonly seeder: string
  readonly signal: AbortSignal
  readonly timeoutMs?: number | undefined
}

/** See the module's text. */
export class RoomKeeper {
  readonly #keeper: Keeper
  readonly #logger: Logger
  readonly #sources = new Map<Room, KeepSource>()
  readonly #files = new Map<Room, KeepSource>()

  constructor(keeper: Keeper, logger: Logger) {
    this.#keeper = keeper
    this.#logger = logger
  }

  /** Has the room kept by the seeders named in it, now and as they change, until it closes. */
  follow(room: Room): void {
    const look = () => {
      this.#keepAll(room).catch((error: unknown) => {
        if (room.state !== 'closed') this.#logger.warn({ error }, 'a room’s seeders are not known')
      })
    }
    room.on('update', look)
    room.on('files', look)
    look()
  }

  /**
   * Names the seeder in the room, so that every member's node has it kept there, and yields how far it is until it
   * holds everything.
   *
   * @throws KEY_INVALID, and what `Keeping.whenHeld` throws
   */
  async *keep(room: Room, { seeder, signal, timeoutMs }: KeepRequest): AsyncGenerator<KeepState> {
    await room.setSeeder(decodeKey(seeder))
    // One's own files too: others get them from there while this node is not there.
    const files = (await room.files.cores()).length
    let kept = 0
    for await (const state of this.keepSource(this.#sourceOf(room), { seeder, signal, timeoutMs })) {
      kept = state.held
      yield files === 0 ? state : { ...state, total: state.total + files, done: false }
    }
    if (files === 0) return
    for await (const { held, total, done } of this.keepSource(this.#filesOf(room), {
      seeder,
      signal,
      timeoutMs,
    }))
      yield { held: kept + held, total: kept + total, done }
  }

  /** The same for anything that consists of cores. @throws KEY_INVALID, and what `Keeping.whenHeld` throws */
  async *keepSource(
    source: KeepSource,
    { seeder, signal, timeoutMs }: KeepRequest,
  ): AsyncGenerator<KeepState> {
    const keeping = this.#keeper.keep(source, decodeKey(seeder))
    let wake = () => {}
    let outcome: { error: unknown } | 'held' | null = null
    const settle = (result: { error: unknown } | 'held') => {
      outcome = result
      wake()
    }
    const progressed = () => wake()
    keeping.on('progress', progressed)
    const held = keeping.whenHeld({ signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
    held.then(
      () => settle('held'),
      (error: unknown) => settle({ error }),
    )
    try {
      while (outcome === null) {
        yield stateOf(keeping)
        if (outcome === null) await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      keeping.off('progress', progressed)
    }
    await held
    yield { ...stateOf(keeping), done: true }
  }

  async #keepAll(room: Room): Promise<void> {
    if (room.state === 'closed') return
    const hasFiles = (await room.files.cores()).length > 0
    for (const seederKey of await room.seeders()) {
      this.#keeper.keep(this.#sourceOf(room), seederKey)
      if (hasFiles) this.#keeper.keep(this.#filesOf(room), seederKey)
    }
  }

  /** A source of its own: what is said changes the room, and not its files. */
  #filesOf(room: Room): KeepSource {
    const known = this.#files.get(room)
    if (known !== undefined) return known
    const source: KeepSource = {
      cores: () => room.files.cores(),
      onChange: (listener) => {
        room.on('files', listener)
        return () => room.off('files', listener)
      },
    }
    this.#files.set(room, source)
    return source
  }

  /** The same object for the same room: the keeper tells sources apart by it. */
  #sourceOf(room: Room): KeepSource {
    const known = this.#sources.get(room)
    if (known !== undefined) return known
    const source: KeepSource = {
      referrer: room.key,
      cores: () => room.cores(),
      onChange: (listener) => {
        room.on('update', listener)
        room.on('cores', listener)
        return () => {
          room.off('update', listener)
          room.off('cores', listener)
        }
      },
    }
    this.#sources.set(room, source)
    return source
  }
}

function stateOf({ progress }: Keeping): KeepState {
  return { held: progress.heldCores, total: progress.cores, done: progress.state === 'held' }
}
