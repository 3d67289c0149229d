/** Full-text search over what is on this disk of the rooms that are open. */
import type { Logger } from '@comice/core'
import { DEFAULT_SEARCH_HITS, MAX_SEARCH_HITS } from '../constants.ts'
import type { HistoryPosition, Room } from '../room/room.ts'
import { RoomIndexer } from './room-indexer.ts'
import { openSearchFile } from './search-file.ts'
import { type IndexedMessage, type IndexQuery, SearchIndex } from './search-index.ts'
import { matchOf } from './search-words.ts'

export interface SearchQuery {
  /**
   * All of these words, or words that begin like them; what stands in double quotes, as it is. Empty: nothing, or with
   * `hasFile` whatever brings files.
   */
  readonly words: string
  /** Only messages that bring files, by whose names they are found too. */
  readonly hasFile?: boolean
  /** Ids of the rooms. Default: all that are followed. */
  readonly rooms?: readonly string[]
  /** Identity, as z-base-32. */
  readonly author?: string
  /** By what authors say of the time, in ms since 1970: from this moment on, and before that one. */
  readonly since?: number
  readonly until?: number
  /** In one room: messages with a smaller number. */
  readonly before?: number
  /** Default 50, at most 200. */
  readonly limit?: number
}

export interface SearchHit extends IndexedMessage {
  /** Id of the room. */
  readonly room: string
}

export interface SearchResult {
  /** The newest first. */
  readonly hits: readonly SearchHit[]
  /** How many messages of these rooms were searched. The others are not on this disk, or not in the index yet. */
  readonly searched: number
}

export interface RoomSearchOptions {
  /** Where the index is kept; null: in memory, for nobody to find. */
  readonly file: string | null
  readonly logger: Logger
}

/** Opens the index, which is made if it is not there. Follow the rooms that are to be searched. */
export async function openRoomSearch({ file, logger }: RoomSearchOptions): Promise<RoomSearch> {
  return new RoomSearch(new SearchIndex(await openSearchFile(file)), logger)
}

/** See {@link openRoomSearch}. */
export class RoomSearch implements AsyncDisposable {
  readonly #index: SearchIndex
  readonly #logger: Logger
  readonly #indexers = new Map<string, RoomIndexer>()
  #closing: Promise<void> | null = null

  constructor(index: SearchIndex, logger: Logger) {
    this.#index = index
    this.#logger = logger
  }

  /** Brings what is said in an open room into the index, until it closes. */
  follow(room: Room): void {
    if (this.#closing !== null || this.#indexers.has(room.id)) return
    const onerror = (error: unknown) => {
      if (room.state !== 'closed') this.#logger.warn({ error, room: room.id }, 'a room was not indexed')
    }
    const indexer = new RoomIndexer({ room, index: this.#index, onerror })
    this.#indexers.set(room.id, indexer)
    room.on('event', (event) => {
      if (event.type !== 'state' || event.state !== 'closed') return
      void indexer.close()
      if (this.#indexers.get(room.id) === indexer) this.#indexers.delete(room.id)
    })
  }

  /** Resolves when everything that is here now can be found. */
  async settled(): Promise<void> {
    await Promise.all([...this.#indexers.values()].map((indexer) => indexer.settled()))
  }

  search({ rooms, limit, ...wish }: SearchQuery): SearchResult {
    const most = Math.min(Math.max(1, limit ?? DEFAULT_SEARCH_HITS), MAX_SEARCH_HITS)
    const query = indexQuery(wish, most)
    const found: SearchHit[] = []
    let searched = 0
    for (const room of rooms ?? this.#index.rooms()) {
      const progress = this.#index.progress(room)
      if (progress === null) continue
      searched += progress.high - progress.low
      if (query !== null)
        found.push(...this.#index.find(progress.number, query).map((hit) => ({ ...hit, room })))
    }
    const isOne = rooms?.length === 1
    if (!isOne) found.sort((a, b) => b.claimedAt - a.claimedAt)
    return { hits: found.slice(0, most), searched }
  }

  /** Whether everything of a room that stands there is in the index. */
  hasAll(room: string, { messages, order, changes }: HistoryPosition): boolean {
    const known = this.#index.progress(room)
    const isWhole = known?.low === 0 && known.high === messages
    return isWhole && known.ordering === order && known.changes === changes
  }

  /** The number of a message of any room that is followed; null: it is not in the index. */
  seqOf(id: string): number | null {
    return this.#index.seqOf(id)
  }

  /** Takes out the rooms that are not among these. */
  keepOnly(rooms: readonly string[]): void {
    for (const room of this.#index.rooms()) if (!rooms.includes(room)) this.#index.forget(room)
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#indexers.values()].map((indexer) => indexer.close()))
    this.#indexers.clear()
    this.#index.close()
  }
}

/** Null: nothing is looked for. */
function indexQuery(
  { words, author, hasFile = false, since = 0, until = Infinity, before = Infinity }: SearchQuery,
  limit: number,
): IndexQuery | null {
  const match = matchOf(words, author ?? null)
  const isAny = hasFile && words.trim() === ''
  return match === null && !isAny
    ? null
    : { match, author: author ?? null, hasFile, since, until, before, limit }
}
