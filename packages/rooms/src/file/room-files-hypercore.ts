/** The files of a room, each in a core of its own. */
import {
  encodeKey,
  type FileReference,
  LIMITS,
  type RoomFileEntry,
  safeFileName,
  tryDecodeKey,
} from '@comice/protocol'
import type { Peer } from '@comice/core'
import b4a from 'b4a'
import type Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import { MAX_UNSAID_FILES } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { findMessages } from '../room/find-messages.ts'
import type { RoomReader } from '../room/room-reader.ts'
import { parseMessageId } from '../room/parse-message-id.ts'
import { addFile } from './add-file.ts'
import { FileCatalog } from './file-catalog.ts'
import { fileBlocks, type FilePlace, filePlace } from './file-cipher.ts'
import { messageFile } from './message-file.ts'
import { HypercoreRoomFile } from './room-file-hypercore.ts'
import type { AddedFile, AddFileOptions, FileMessage, RoomFile, RoomFiles, StoredFile } from './room-files.ts'
import { bytesHere } from './bytes-here.ts'

export interface RoomFilesParts {
  readonly peer: Pick<Peer, 'profile' | 'store' | 'now'>
  readonly roomKey: Uint8Array
  readonly reader: RoomReader
  /** Something came or went. */
  readonly onchange: () => void
}

/** What messages with files need. */
export interface MessageFiles extends Pick<RoomFiles, 'drop'> {
  /** Lets `say` tell of files that were added. When that fails, they can be said again. @throws FILE_NOT_FOUND and what `say` throws */
  say<T>(ids: readonly string[], say: (files: readonly FileReference[]) => Promise<T>): Promise<T>
  /** Takes a file off this disk that somebody else has sent. */
  dropFetched(id: string): Promise<boolean>
  /** Ids of the files of a message, whether they are here or not. None of one that is too old to be found quickly. */
  broughtBy(id: string): Promise<string[]>
}

export class HypercoreRoomFiles implements RoomFiles, MessageFiles {
  readonly #parts: RoomFilesParts
  readonly #catalog: FileCatalog
  /** In, and not said yet. */
  readonly #unsaid = new Map<string, FileReference>()
  readonly #open = new Set<RoomFile>()
  readonly #ending = new AbortController()
  #adding = 0
  #clearing: Promise<void> | null = null

  constructor(parts: RoomFilesParts) {
    this.#parts = parts
    this.#catalog = new FileCatalog(parts.peer.profile, encodeKey(parts.roomKey))
  }

  async add(content: AsyncIterable<Uint8Array>, options: AddFileOptions): Promise<AddedFile> {
    await this.#begin(options)
    const { peer, roomKey } = this.#parts
    const keyPair = crypto.keyPair()
    const { publicKey: signer } = keyPair
    const place = filePlace(roomKey, signer)
    const entry = { signer, name: options.name, size: 0, isOwn: true, isWhole: false, since: peer.now() }
    const ending = this.#ending.signal
    const signal = options.signal === undefined ? ending : AbortSignal.any([options.signal, ending])
    this.#adding++
    try {
      await this.#catalog.put(place.key, entry)
      const reference = await addFile({ store: peer.store, place, keyPair }, content, { ...options, signal })
      await this.#catalog.put(place.key, { ...entry, size: reference.size })
      const id = encodeKey(place.key)
      this.#unsaid.set(id, reference)
      return { id, ...messageFile(reference) }
    } catch (error) {
      if (!ending.aborted) await this.#remove(place)
      throw ending.aborted ? RoomErrors.ROOM_CLOSED({}, { cause: error }) : error
    } finally {
      this.#adding--
    }
  }

  async discard(id: string): Promise<void> {
    const reference = this.#unsaid.get(id)
    if (reference === undefined) return
    this.#unsaid.delete(id)
    await this.#remove(filePlace(this.#parts.roomKey, reference.signer))
  }

  async say<T>(ids: readonly string[], say: (files: readonly FileReference[]) => Promise<T>): Promise<T> {
    if (ids.length > LIMITS.MAX_MESSAGE_FILES || new Set(ids).size < ids.length)
      throw RoomErrors.MESSAGE_INVALID({
        reason: `it brings up to ${LIMITS.MAX_MESSAGE_FILES} files, each once`,
      })
    const references = ids.map((id) => this.#unsaid.get(id) ?? notFound())
    for (const id of ids) this.#unsaid.delete(id)
    // Before anybody is told: what others may ask for must not be taken for left over after a crash.
    for (const reference of references) await this.#mark(reference, { isWhole: true })
    try {
      const said = await say(references)
      this.#parts.onchange()
      return said
    } catch (error) {
      for (const [at, id] of ids.entries()) {
        const reference = references[at]
        if (reference === undefined) continue
        // Unless it was taken off the disk meanwhile.
        if (await this.#mark(reference, { isWhole: false })) this.#unsaid.set(id, reference)
      }
      throw error
    }
  }

  async open(message: FileMessage, at = 0): Promise<RoomFile> {
    const { peer, roomKey } = this.#parts
    const references = await this.#referencesOf(message)
    if (references === null) throw RoomErrors.MESSAGE_NOT_FOUND()
    const reference = references[at] ?? notFound()
    if (this.#ending.signal.aborted) throw RoomErrors.ROOM_CLOSED()
    const place = filePlace(roomKey, reference.signer)
    const core = peer.store.get({ manifest: place.manifest })
    await core.ready()
    const file: RoomFile = new HypercoreRoomFile({
      core,
      reference,
      onfetch: () => this.#noteFetched(place, reference),
      onclose: () => void this.#open.delete(file),
    })
    this.#open.add(file)
    return file
  }

  async broughtBy(id: string): Promise<string[]> {
    const references = (await this.#referencesOf({ id })) ?? []
    return references.map(({ signer }) => encodeKey(filePlace(this.#parts.roomKey, signer).key))
  }

  async stored(): Promise<StoredFile[]> {
    const entries = (await this.#catalog.list()).filter(({ isWhole }) => isWhole)
    const stored = await Promise.all(entries.map((entry) => this.#storedOf(entry)))
    return stored.sort((a, b) => b.since - a.since)
  }

  async drop(id: string): Promise<boolean> {
    const key = tryDecodeKey(id)
    const entry = key === null ? null : await this.#catalog.get(key)
    if (entry === null) return false
    // One that was not said cannot be said any more: nobody would have it.
    this.#unsaid.delete(id)
    await this.#remove(filePlace(this.#parts.roomKey, entry.signer))
    this.#parts.onchange()
    return true
  }

  async dropFetched(id: string): Promise<boolean> {
    const key = tryDecodeKey(id)
    const entry = key === null ? null : await this.#catalog.get(key)
    return entry?.isOwn === false && (await this.drop(id))
  }

  async cores(): Promise<{ key: Uint8Array; length: number }[]> {
    const own = (await this.#catalog.list()).filter(
      ({ isOwn, isWhole, size }) => isOwn && isWhole && size > 0,
    )
    return own.map(({ signer, size }) => ({
      key: filePlace(this.#parts.roomKey, signer).key,
      length: fileBlocks(size),
    }))
  }

  /** Takes all files off this disk, when the room is closed. */
  async clear(): Promise<void> {
    for (const { signer } of await this.#catalog.list())
      await this.#remove(filePlace(this.#parts.roomKey, signer))
  }

  /** Ends what runs. Idempotent. */
  async close(): Promise<void> {
    this.#ending.abort()
    await Promise.all([...this.#open].map((file) => file.close()))
    await this.#clearing
  }

  async #referencesOf({
    id,
    seq = null,
  }: {
    id: string
    seq?: number | null
  }): Promise<readonly FileReference[] | null> {
    const target = parseMessageId(id)
    if (target === null) return null
    return this.#parts.reader.read(async (reading) => {
      const [record] = await findMessages(reading, { target, seq })
      return record === undefined ? null : reading.filesOf(record)
    })
  }

  async #begin({ name }: AddFileOptions): Promise<void> {
    if (this.#ending.signal.aborted) throw RoomErrors.ROOM_CLOSED()
    assertName(name)
    if (this.#unsaid.size + this.#adding >= MAX_UNSAID_FILES)
      throw RoomErrors.FILES_FULL({ limit: MAX_UNSAID_FILES })
    const { roomVersion } = (await this.#parts.reader.view((view) => view.room())) ?? { roomVersion: 1 }
    if (roomVersion < 2) throw RoomErrors.ROOM_FORMAT({ action: 'bring files' })
    this.#clearing ??= this.#clearUnfinished()
    await this.#clearing
  }

  /** What an earlier run of this program put in, and nobody was told of. */
  async #clearUnfinished(): Promise<void> {
    for (const { isWhole, signer } of await this.#catalog.list()) {
      if (!isWhole) await this.#remove(filePlace(this.#parts.roomKey, signer))
    }
  }

  /** False: it is not on this disk any more. */
  async #mark({ signer }: FileReference, change: Pick<RoomFileEntry, 'isWhole'>): Promise<boolean> {
    const { key } = filePlace(this.#parts.roomKey, signer)
    const entry = await this.#catalog.get(key)
    if (entry === null) return false
    await this.#catalog.put(key, { ...entry, ...change })
    return true
  }

  async #noteFetched({ key }: FilePlace, { signer, name, size }: FileReference): Promise<void> {
    if ((await this.#catalog.get(key)) !== null) return
    const since = this.#parts.peer.now()
    await this.#catalog.put(key, { signer, name, size, isOwn: false, isWhole: true, since })
    this.#parts.onchange()
  }

  /** Its blocks, then the entry: after a crash in between it is still known that they are here. */
  async #remove(place: FilePlace): Promise<void> {
    await this.#withCore(place, async (core) => {
      if (core.length > 0) await core.clear(0, core.length)
    })
    await this.#catalog.del(place.key)
  }

  async #storedOf({ signer, name, size, isOwn, since }: RoomFileEntry): Promise<StoredFile> {
    const place = filePlace(this.#parts.roomKey, signer)
    const here = await this.#withCore(place, (core) => bytesHere(core, size))
    return {
      id: encodeKey(place.key),
      name: messageFile({ ...NO_FILE, name }).name,
      size,
      here,
      isOwn,
      since,
    }
  }

  async #withCore<T>({ manifest }: FilePlace, use: (core: Hypercore) => Promise<T>): Promise<T> {
    const core = this.#parts.peer.store.get({ manifest, active: false })
    try {
      await core.ready()
      return await use(core)
    } finally {
      await core.close()
    }
  }
}

const NO_FILE = {
  mediaType: '',
  size: 0,
  width: 0,
  height: 0,
  hash: b4a.alloc(0),
  fileKey: b4a.alloc(0),
  signer: b4a.alloc(0),
}

function notFound(): never {
  throw RoomErrors.FILE_NOT_FOUND()
}

/** What could not be saved under its own name is not sent under it. */
function assertName(name: string): void {
  const { MAX_FILE_NAME_BYTES } = LIMITS
  if (Buffer.byteLength(name) > MAX_FILE_NAME_BYTES)
    throw RoomErrors.FILE_NAME_INVALID({ reason: `it takes more than ${MAX_FILE_NAME_BYTES} bytes` })
  if (
    name === '' ||
    !name.isWellFormed() ||
    /[/\\\p{Cc}]/u.test(name) ||
    (safeFileName(name) === 'file' && name !== 'file')
  )
    throw RoomErrors.FILE_NAME_INVALID({ reason: 'it is empty, or has a slash or control characters' })
}
