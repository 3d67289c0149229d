/**
 * Says what stands in an archive in another room. Nobody can speak as somebody else, so every message is the importer's, and says
 * where it is from; see `room/message-origin.ts`. What is in the room already, from an earlier run, is not said again.
 */
import { MAX_ARCHIVE_MESSAGES, MAX_SAY_BATCH } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { Room } from '../room/room.ts'
import { ARCHIVE_VERSION } from './archive-line.ts'
import { archiveLines } from './archive-lines.ts'
import { ImportBatch } from './import-batch.ts'
import { piecesOf } from './imported-pieces.ts'
import { type ArchivedMessage, type ArchiveSource, readArchiveLine } from './read-archive-line.ts'

export interface ImportOptions {
  /** The room that an earlier run began with, or that the user names; null: there is none. */
  readonly find: (source: ArchiveSource) => Promise<Room | null>
  /** Makes one, before the first message is said, when none was found. Absent: nothing is said, only counted. */
  readonly make?: (source: ArchiveSource) => Promise<Room>
  readonly signal?: AbortSignal
  readonly onprogress?: (counts: ImportCounts) => void
}

/** Messages of the archive, each in one of the first four. */
export interface ImportCounts {
  /** Said by this run; or what would be, when it only counts. */
  readonly imported: number
  /** Said by an earlier run, or a second time in the file. */
  readonly known: number
  /** Were deleted. */
  readonly deleted: number
  /** Without a text: who exported could not read them. */
  readonly unreadable: number
  /** Files of what was imported, which an archive only names. */
  readonly files: number
}

export interface ImportResult extends ImportCounts {
  readonly source: ArchiveSource
  /** Null: there is none, because nothing was to be said. */
  readonly room: Room | null
  /** Whether the file has its end, and as many messages as that says. */
  readonly isWhole: boolean
}

/**
 * Resolves when all is on this disk. Of what came before an error, or an end, whole batches are in.
 * @throws ARCHIVE_INVALID, ARCHIVE_NEWER, what `find` and `make` throw, and what `Room.say` and `Room.imported` do
 */
export async function importRoom(
  pieces: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportResult> {
  const run = new ImportRun(options)
  for await (const line of archiveLines(pieces)) {
    options.signal?.throwIfAborted()
    await run.take(line)
  }
  return run.end()
}

class ImportRun {
  readonly #options: ImportOptions
  readonly #batch: ImportBatch
  #source: ArchiveSource | null = null
  #counts = { known: 0, deleted: 0, unreadable: 0, files: 0 }
  #messages = 0
  /** As the last line says. */
  #promised: number | null = null
  #line = 1

  constructor(options: ImportOptions) {
    this.#options = options
    this.#batch = new ImportBatch({
      isDryRun: options.make === undefined,
      make: async () => {
        if (this.#source === null || options.make === undefined) throw RoomErrors.ROOM_NOT_FOUND()
        return options.make(this.#source)
      },
    })
  }

  async take(line: { number: number } & ({ text: string } | { problem: string })): Promise<void> {
    this.#line = line.number
    if ('problem' in line) return this.#refuse(line.problem)
    const entry = readArchiveLine(line.text)
    if (entry.kind === 'invalid') return this.#refuse(entry.problem)
    if (this.#promised !== null) return this.#refuse('comes after the end')
    if (entry.kind === 'room') return this.#begin(entry)
    if (this.#source === null) return this.#refuse('is not the beginning of an exported room')
    if (entry.kind === 'end') this.#promised = entry.messages
    if (entry.kind === 'message') await this.#message(entry.message)
  }

  async end(): Promise<ImportResult> {
    if (this.#source === null) return this.#refuse('is not the beginning of an exported room')
    await this.#flush()
    const isWhole = this.#promised === this.#messages
    return { ...this.counts(), source: this.#source, room: this.#batch.room, isWhole }
  }

  counts(): ImportCounts {
    return { imported: this.#batch.imported, ...this.#counts }
  }

  async #begin({ version, source }: { version: number; source: ArchiveSource }): Promise<void> {
    if (version > ARCHIVE_VERSION) throw RoomErrors.ARCHIVE_NEWER({ version, supported: ARCHIVE_VERSION })
    if (this.#source !== null) return this.#refuse('begins another room')
    this.#source = source
    const room = await this.#options.find(source)
    if (room !== null) await this.#batch.goOnIn(room)
  }

  async #message(message: ArchivedMessage): Promise<void> {
    if (++this.#messages > MAX_ARCHIVE_MESSAGES)
      return this.#refuse(`is beyond ${MAX_ARCHIVE_MESSAGES} messages`)
    const pieces = piecesOf(message)
    if (message.isDeleted) this.#counts.deleted++
    else if (pieces.length === 0) this.#counts.unreadable++
    else if (this.#batch.has(message.id, pieces.length)) this.#counts.known++
    else {
      this.#counts.files += message.files.length
      if (this.#batch.answersWaiting(message.replyTo)) await this.#flush()
      this.#batch.add(message, pieces)
    }
    if (this.#batch.size >= MAX_SAY_BATCH) await this.#flush()
  }

  async #flush(): Promise<void> {
    try {
      await this.#batch.flush()
    } finally {
      this.#options.onprogress?.(this.counts())
    }
  }

  /** What came before it is said first, so that the number is true and the next run goes on from there. */
  async #refuse(reason: string): Promise<never> {
    if (this.#source !== null) await this.#flush()
    throw RoomErrors.ARCHIVE_INVALID({ line: this.#line, reason, imported: this.#batch.said })
  }
}
