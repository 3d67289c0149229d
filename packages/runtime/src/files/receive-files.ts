/**
 * Files that the user gave to a page of this app, received by its backend: methods beside those that the app exposes,
 * under names that an app cannot give to its own.
 *
 * | method | |
 * |---|---|
 * | `.give(name, bytes)` | a stream: first `{ id }`, then `{ path }` when all bytes are written. Left early, nothing stays |
 * | `.give-piece(id, piece)` | the next piece, of at most 512 KiB; answered when it is written |
 */
import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { app } from '../app/app.ts'
import { GIVE_METHOD, GIVE_PIECE_METHOD, MAX_RECEIVED_FILES, MAX_FILE_NAME_CHARS } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import type { PageCall, PageMethod, PageMethods } from '../page/page.ts'

/** For this process's pages. `dir` is the folder that the files go to, each into one of its own. */
export function receiveFiles(dir = () => join(app.storage, 'picked')): PageMethods {
  const receiving = new Map<number, ReceivedFile>()
  let lastId = 0
  async function* give(this: PageCall, name: unknown, bytes: unknown) {
    if (receiving.size >= MAX_RECEIVED_FILES) throw RuntimeErrors.PAGE_BUSY({ limit: MAX_RECEIVED_FILES })
    if (!Number.isSafeInteger(bytes) || Number(bytes) < 0) throw notAFile('it has no size')
    const id = ++lastId
    await using file = await ReceivedFile.create(join(dir(), randomUUID()), fileName(name), Number(bytes))
    receiving.set(id, file)
    try {
      yield { id }
      yield { path: await file.whole(this.signal) }
    } finally {
      receiving.delete(id)
    }
  }
  const piece = (id: number, bytes: unknown) => {
    const file = receiving.get(id)
    if (file === undefined || !(bytes instanceof Uint8Array)) throw notAFile('it is not expected')
    return file.write(bytes)
  }
  return new Map<string, PageMethod>([
    [GIVE_METHOD, give],
    [GIVE_PIECE_METHOD, piece],
  ])
}

/** What the user's system calls it, as one harmless name of a file. */
export function fileName(name: unknown): string {
  const last = String(name).split(/[/\\]/u).at(-1) ?? ''
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '').slice(-MAX_FILE_NAME_CHARS)
  return /^\.*$/u.test(plain) ? 'file' : plain
}

class ReceivedFile implements AsyncDisposable {
  readonly #dir: string
  readonly #path: string
  readonly #file: FileHandle
  readonly #bytes: number
  readonly #whole = Promise.withResolvers<void>()
  #written = 0
  #writing: Promise<void> = Promise.resolve()
  #isKept = false

  static async create(dir: string, name: string, bytes: number): Promise<ReceivedFile> {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const path = join(dir, name)
    return new ReceivedFile({ dir, path, file: await open(path, 'wx', 0o600), bytes })
  }

  private constructor(place: { dir: string; path: string; file: FileHandle; bytes: number }) {
    this.#dir = place.dir
    this.#path = place.path
    this.#file = place.file
    this.#bytes = place.bytes
    this.#whole.promise.catch(() => undefined)
    if (place.bytes === 0) this.#whole.resolve()
  }

  write(piece: Uint8Array): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(piece))
    this.#writing.catch((error: unknown) => this.#whole.reject(error))
    return this.#writing
  }

  /** Its path, when all of it is written (an app may not sync). It stays from then on. @throws when `signal` aborts, and what writing does */
  async whole(signal: AbortSignal): Promise<string> {
    const abort = () => this.#whole.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    try {
      await this.#whole.promise
      this.#isKept = true
      return this.#path
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => undefined)
    await this.#file.close()
    if (!this.#isKept) await rm(this.#dir, { recursive: true, force: true })
  }

  async #write(piece: Uint8Array): Promise<void> {
    if (this.#written + piece.length > this.#bytes) throw notAFile('it is longer than was said')
    await this.#file.writeFile(piece)
    this.#written += piece.length
    if (this.#written === this.#bytes) this.#whole.resolve()
  }
}

function notAFile(reason: string): Error {
  return RuntimeErrors.GIVEN_FILE_INVALID({ reason })
}
