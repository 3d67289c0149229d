/**
 * A file that is being copied, beside the one that it becomes. What a copy that broke off has written of it is what the next
 * one goes on from: its name says of which file, size and time it is.
 */
import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { RemoteCopyEntry } from '@comice/protocol'
import { COPY_BLOCK_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'

const PREFIX = '.comice-part-'

/** Whether a name is one of those; they are no part of anybody's tree. */
export function isPartial(name: string): boolean {
  return name.startsWith(PREFIX)
}

/** What is there of a file. */
export interface Prefix {
  readonly bytes: number
  /** Of these bytes; it goes on. */
  readonly running: Hash
}

/** The first `bytes` of a file, hashed; null when it has fewer. */
export async function hashPrefix(file: FileHandle, bytes: number): Promise<Prefix | null> {
  const running = createHash('blake2b512')
  const block = Buffer.allocUnsafe(COPY_BLOCK_BYTES)
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.byteLength, bytes - at), at)
    if (bytesRead === 0) return null
    running.update(block.subarray(0, bytesRead))
    at += bytesRead
  }
  return { bytes, running }
}

/** Where a partial file is. */
export interface PartialPlace {
  /** A path that leads to the folder for as long as this is used. */
  readonly folder: string
  /** Of the file that it becomes: `/a`. */
  readonly name: string
  readonly entry: RemoteCopyEntry
}

function partialPath({ folder, name, entry: { bytes, changedAt } }: PartialPlace): string {
  const id = createHash('blake2b512').update(`${name}\0${bytes}\0${changedAt}`).digest('hex')
  return `${folder}/${PREFIX}${id.slice(0, 24)}`
}

/** What a copy before this one has left; null when there is nothing of use. */
export async function readPartial(place: PartialPlace): Promise<Prefix | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = await open(partialPath(place), O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null)
  try {
    const stats = await file?.stat()
    const isOfUse = stats?.isFile() === true && stats.size > 0 && stats.size <= place.entry.bytes
    return file === null || !isOfUse ? null : await hashPrefix(file, stats.size)
  } finally {
    await file?.close()
  }
}

/**
 * Those that copies of this process write, by device and inode: two that wrote one at once would leave zeros where each
 * believes that its bytes are.
 */
const written = new Set<string>()

export class PartialFile {
  readonly #place: PartialPlace
  readonly #hash: Hash
  readonly #id: string
  #file: FileHandle | null
  #bytes: number

  private constructor(place: PartialPlace, { file, id }: Written, prefix: Prefix | null) {
    this.#place = place
    this.#id = id
    this.#file = file
    this.#hash = prefix?.running ?? createHash('blake2b512')
    this.#bytes = prefix?.bytes ?? 0
  }

  /** `prefix`: as {@link readPartial} has it; null begins anew. */
  static async open(place: PartialPlace, prefix: Prefix | null): Promise<PartialFile> {
    const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
    const file = await open(partialPath(place), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
    let id: string | null = null
    try {
      // Something else of that name is never written through.
      const stats = await file.stat({ bigint: true })
      if (!stats.isFile()) throw inTheWay(place, 'it is no file')
      const own = `${stats.dev}:${stats.ino}`
      if (written.has(own)) throw inTheWay(place, 'another copy is writing it')
      written.add((id = own))
      await file.truncate(prefix?.bytes ?? 0)
      return new PartialFile(place, { file, id }, prefix)
    } catch (error) {
      if (id !== null) written.delete(id)
      await file.close()
      throw error
    }
  }

  /** False when that is more than the file has. */
  async write(piece: Uint8Array): Promise<boolean> {
    const file = this.#file
    if (file === null || this.#bytes + piece.byteLength > this.#place.entry.bytes) return false
    this.#hash.update(piece)
    for (let at = 0; at < piece.byteLength;) {
      const { bytesWritten } = await file.write(piece, at, piece.byteLength - at, this.#bytes)
      at += bytesWritten
      this.#bytes += bytesWritten
    }
    return true
  }

  /** Gives it its name, when it is whole. False when it is not; then it is gone. */
  async finish(hash: Uint8Array): Promise<boolean> {
    const file = this.#file
    const { mode, changedAt, bytes } = this.#place.entry
    if (file === null || this.#bytes !== bytes || !this.#hash.digest().equals(hash)) {
      await this.discard()
      return false
    }
    await file.chmod(mode & 0o777)
    await file.utimes(changedAt / 1000, changedAt / 1000)
    await file.sync()
    await this.close()
    await rename(partialPath(this.#place), `${this.#place.folder}${this.#place.name}`)
    return true
  }

  async discard(): Promise<void> {
    await this.close()
    await rm(partialPath(this.#place), { force: true })
  }

  /** What is there stays for the next copy. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    if (file !== null) written.delete(this.#id)
    await file?.close()
  }
}

interface Written {
  readonly file: FileHandle
  readonly id: string
}

function inTheWay({ name }: PartialPlace, reason: string): Error {
  return RemoteErrors.COPY_UNREADABLE({ path: name, reason })
}
