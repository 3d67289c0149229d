/**
 * The index of what was said: each message under its place, which is the room's number and the message's own, so that
 * those of one room, newest first, are a range. All of it is synchronous, as SQLite is.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { AlteredMessage, HistoryPosition } from '../room/room.ts'
import type { Message } from '../room/room-message.ts'
import { indexedText } from './search-words.ts'

/** Places of one room: more messages than a room can have. */
const ROOM_PLACES = 2 ** 32

/** How far a room is in the index: messages from `low` up to, without, `high` were looked at, and at what position. */
export interface Progress {
  readonly number: number
  readonly low: number
  readonly high: number
  readonly ordering: string
  readonly changes: number
}

/** A message as it is in the index. */
export interface IndexedMessage {
  readonly id: string
  readonly seq: number
  readonly author: string
  readonly claimedAt: number
  readonly text: string
  /** Names of the files that it brings. */
  readonly files: readonly string[]
}

export interface IndexQuery {
  /** For FTS5, see search-words.ts; null: whatever its words. */
  readonly match: string | null
  /** Identity, as z-base-32; with words it is in `match`. */
  readonly author: string | null
  /** Only messages that bring files. */
  readonly hasFile: boolean
  readonly since: number
  readonly until: number
  /** Messages with a smaller number. */
  readonly before: number
  readonly limit: number
}

interface Row {
  readonly place: number
  readonly id: string
  readonly author: string
  readonly claimed_at: number
  readonly edited_at: number | null
  readonly text: string | null
  readonly indexed: string
  /** Names, each on a line of its own. */
  readonly files: string
}

export class SearchIndex {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  rooms(): string[] {
    return this.#all<{ key: string }>('SELECT key FROM rooms').map(({ key }) => key)
  }

  progress(room: string): Progress | null {
    return this.#first<Progress>('SELECT number, low, high, ordering, changes FROM rooms WHERE key = ?', room)
  }

  /** Begins a room, at whose end nothing was looked at yet. */
  begin(room: string, { order, messages, changes }: HistoryPosition): Progress {
    this.#run(
      'INSERT INTO rooms(key, ordering, low, high, changes) VALUES(?, ?, ?, ?, ?)',
      ...[room, order, messages, messages, changes],
    )
    return this.progress(room) ?? never()
  }

  setProgress({ number, low, high, ordering, changes }: Progress): void {
    this.#run(
      'UPDATE rooms SET low = ?, high = ?, ordering = ?, changes = ? WHERE number = ?',
      ...[low, high, ordering, changes, number],
    )
  }

  /**
   * Makes the places from `from` up to, without, `before` hold exactly these messages. Returns whether they did.
   */
  put(
    room: number,
    messages: readonly Message[],
    { from, before }: { from: number; before: number },
  ): boolean {
    return this.#together(() => {
      const range = [placeOf(room, from), placeOf(room, before)]
      const rows = this.#all<Row>('SELECT * FROM messages WHERE place >= ? AND place < ?', ...range)
      // What is not shown to all is found by none.
      const there = messages.filter(({ deletedBy, isMuted }) => deletedBy === null && !isMuted)
      const wanted = new Map(there.map((message) => [placeOf(room, message.seq), message]))
      const kept = new Set<number>()
      for (const row of rows) {
        const message = wanted.get(row.place)
        if (message !== undefined && isSame(row, message)) kept.add(row.place)
        else this.#remove(row)
      }
      for (const [place, message] of wanted) if (!kept.has(place)) this.#insert(place, message)
      return kept.size === wanted.size && kept.size === rows.length
    })
  }

  /** Takes over what became of a message. */
  alter({ id, editedAt, isDeleted, text }: AlteredMessage): void {
    const row = this.#first<Row>('SELECT * FROM messages WHERE id = ?', id)
    if (row === null || (!isDeleted && row.edited_at === editedAt && row.text !== null)) return
    this.#together(() => {
      this.#remove(row)
      if (!isDeleted) this.#add({ ...row, edited_at: editedAt, text, indexed: indexedWith(text, row.files) })
    })
  }

  /** Numbers of messages of the room that could not be read, newest first. */
  unreadable(room: number, limit: number): number[] {
    const sql =
      'SELECT place FROM messages WHERE place >= ? AND place < ? AND text IS NULL ORDER BY place DESC'
    const range = [placeOf(room, 0), placeOf(room + 1, 0), limit]
    return this.#all<Pick<Row, 'place'>>(`${sql} LIMIT ?`, ...range).map(({ place }) => place % ROOM_PLACES)
  }

  /** Newest first. */
  find(room: number, query: IndexQuery): IndexedMessage[] {
    const places = this.#placesIn(room, query)
    if (places === null) return []
    const { match, author, hasFile, since, until, limit } = query
    const files = hasFile ? "AND m.files <> ''" : ''
    if (match !== null) {
      const sql = `SELECT m.* FROM words w JOIN messages m ON m.place = w.rowid WHERE words MATCH ?
        AND w.rowid >= ? AND w.rowid <= ? AND m.claimed_at >= ? AND m.claimed_at < ? ${files} ORDER BY w.rowid DESC LIMIT ?`
      return this.#all<Row>(sql, match, ...places, since, until, limit).map(messageOf)
    }
    const by = author === null ? [] : [author]
    const sql = `SELECT m.* FROM messages m WHERE m.place >= ? AND m.place <= ? AND m.claimed_at >= ?
      AND m.claimed_at < ? ${files} ${author === null ? '' : 'AND m.author = ?'} ORDER BY m.place DESC LIMIT ?`
    return this.#all<Row>(sql, ...places, since, until, ...by, limit).map(messageOf)
  }

  /** The number of a message; null: it is not in the index. */
  seqOf(id: string): number | null {
    const row = this.#first<Pick<Row, 'place'>>('SELECT place FROM messages WHERE id = ?', id)
    return row === null ? null : row.place % ROOM_PLACES
  }

  /** The first and the last place of that time; without it all that has the words is looked at for its time (240 ms of 100,000). */
  #placesIn(
    room: number,
    { since, until, before }: Pick<IndexQuery, 'since' | 'until' | 'before'>,
  ): [number, number] | null {
    const all: [number, number] = [placeOf(room, 0), placeOf(room, Math.min(before, ROOM_PLACES) - 1)]
    if (since === 0 && until === Infinity) return all
    const sql = `SELECT min(place) AS low, max(place) AS high FROM messages
      WHERE claimed_at >= ? AND claimed_at < ? AND place >= ? AND place <= ?`
    const found = this.#first<{ low: number | null; high: number | null }>(sql, since, until, ...all)
    return found?.low == null || found.high === null ? null : [found.low, found.high]
  }

  /** Takes a room out, with all that was said in it. */
  forget(room: string): void {
    const progress = this.progress(room)
    if (progress === null) return
    this.put(progress.number, [], { from: 0, before: ROOM_PLACES })
    this.#run('DELETE FROM rooms WHERE key = ?', room)
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #insert(place: number, message: Message): void {
    const text = message.unreadable === null ? message.text : null
    const files = message.files.map(({ name }) => name).join('\n')
    // It may still stand where it was before the order changed.
    const former = this.#first<Row>('SELECT * FROM messages WHERE id = ?', message.id)
    if (former !== null) this.#remove(former)
    this.#add({
      place,
      id: message.id,
      author: message.author,
      // Any number of 64 bits may be claimed, and SQLite takes whole ones of 53.
      claimed_at: Math.min(message.claimedAt, Number.MAX_SAFE_INTEGER),
      edited_at: message.editedAt,
      text,
      indexed: indexedWith(text, files),
      files,
    })
  }

  #add({ place, id, author, claimed_at, edited_at, text, indexed, files }: Row): void {
    this.#run(
      'INSERT INTO messages VALUES(?, ?, ?, ?, ?, ?, ?, ?)',
      ...[place, id, author, claimed_at, edited_at, text, indexed, files],
    )
    this.#run('INSERT INTO words(rowid, indexed, author) VALUES(?, ?, ?)', place, indexed, author)
  }

  #remove({ place, indexed, author }: Row): void {
    const sql = "INSERT INTO words(words, rowid, indexed, author) VALUES('delete', ?, ?, ?)"
    this.#run(sql, place, indexed, author)
    this.#run('DELETE FROM messages WHERE place = ?', place)
  }

  #together<T>(work: () => T): T {
    this.#database.exec('BEGIN')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  // The rows are ours: their columns are those of the statement.
  #all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[]
  }

  #first<T>(sql: string, ...values: SQLInputValue[]): T | null {
    return (this.#statement(sql).get(...values) as T | undefined) ?? null
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values)
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }
}

/** What it is found by: its words, and the names of its files. */
function indexedWith(text: string | null, files: string): string {
  return indexedText(files === '' ? (text ?? '') : `${text ?? ''}\n${files}`)
}

function messageOf({ id, place, author, claimed_at: claimedAt, text, files }: Row): IndexedMessage {
  const seq = place % ROOM_PLACES
  return { id, seq, author, claimedAt, text: text ?? '', files: files === '' ? [] : files.split('\n') }
}

function placeOf(room: number, seq: number): number {
  return room * ROOM_PLACES + seq
}

function isSame(row: Row, message: Message): boolean {
  return (
    row.id === message.id &&
    row.edited_at === message.editedAt &&
    (row.text === null) === (message.unreadable !== null)
  )
}

function never(): never {
  throw new RangeError('a room that was just put into the index is not in it')
}
