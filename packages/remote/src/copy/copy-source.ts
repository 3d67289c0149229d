/** The end that a copy comes from: tells what there is, and sends the files that the other end wants. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import {
  remoteCopyEntry,
  type RemoteCopyEntry,
  remoteCopyFrom,
  remoteCopyResult,
  remoteCopySkipped,
  remoteCopyWant,
} from '@comice/protocol'
import { shownName } from '@comice/drives/folder'
import { COPY_BLOCK_BYTES, MAX_COPY_AHEAD, MAX_LANE_BYTES } from '../constants.ts'
import { FRAMES } from '../session/frame.ts'
import { type CopyChannel, type CopyMessage, malformed } from './copy-channel.ts'
import { type CopyPlace, folderOf, nameOf } from './copy-place.ts'
import type { CopyTally } from './copy-tally.ts'
import { walkPlace } from './copy-walk.ts'
import { hashPrefix, type Prefix } from './partial-file.ts'

interface Wanted {
  readonly nr: number
  readonly offset: number
  readonly hash: Uint8Array
}

export class CopySource {
  readonly #channel: CopyChannel
  readonly #place: CopyPlace
  readonly #tally: CopyTally
  /** Told, and not answered with a result; by number. */
  readonly #told = new Map<number, RemoteCopyEntry>()
  readonly #wanted: Wanted[] = []
  #isWantedOver = false
  #wake: () => void = () => undefined
  #hasRoom: () => void = () => undefined

  constructor(channel: CopyChannel, place: CopyPlace, tally: CopyTally) {
    this.#channel = channel
    this.#place = place
    this.#tally = tally
  }

  /** Until the other end has all that it takes. @throws COPY_CUT, REMOTE_MALFORMED, and what it says */
  async run(): Promise<void> {
    const sending = [this.#list(), this.#feed()]
    // Whoever fails first ends the others: the stream is gone with it.
    for (const one of sending) one.catch((error: unknown) => this.#channel.fail(error as Error))
    // All of them: none may look at the place when it is closed.
    const [heard] = await Promise.allSettled([this.#listen(), ...sending])
    if (heard.status === 'rejected') throw heard.reason
    this.#channel.end()
  }

  async #list(): Promise<void> {
    let nr = 0
    for await (const walked of walkPlace(this.#place)) {
      if (walked.kind === 'skipped') {
        this.#tally.refuse(walked.path, walked.reason)
        const reason = shownName(walked.reason).slice(0, 32)
        await this.#channel.send(
          FRAMES.SKIPPED,
          remoteCopySkipped.encode({ path: shownName(walked.path), reason }),
        )
        continue
      }
      while (this.#told.size >= MAX_COPY_AHEAD)
        await new Promise<void>((resolve) => (this.#hasRoom = resolve))
      if (this.#isWantedOver) return
      this.#told.set(nr++, walked.entry)
      this.#tally.found(walked.entry.bytes)
      await this.#channel.send(FRAMES.ENTRY, remoteCopyEntry.encode(walked.entry))
    }
    this.#tally.listed()
    await this.#channel.send(FRAMES.LISTED)
  }

  async #listen(): Promise<void> {
    let isOver = false
    try {
      for await (const message of this.#channel.messages()) {
        if (isOver) throw malformed('something behind the end')
        if (message.kind === FRAMES.OVER) {
          if (this.#told.size > 0) throw malformed('an end before all was answered')
          isOver = true
          this.#over()
        } else this.#take(message)
      }
      if (!isOver) throw malformed('an end before all was said')
    } catch (error) {
      this.#channel.fail(error as Error)
      throw error
    } finally {
      this.#over()
    }
  }

  #over(): void {
    this.#isWantedOver = true
    this.#told.clear()
    this.#wake()
    this.#hasRoom()
  }

  #take({ kind, payload }: CopyMessage): void {
    if (kind === FRAMES.WANT) {
      const want = remoteCopyWant.decode(payload)
      if (!want.ok || this.#told.get(want.value.nr)?.kind !== 'file') throw malformed('a wish for a file')
      if (this.#wanted.length >= MAX_COPY_AHEAD) throw malformed('too many wishes')
      this.#wanted.push(want.value)
      return this.#wake()
    }
    const result = kind === FRAMES.RESULT ? remoteCopyResult.decode(payload) : null
    const entry = result?.ok === true ? this.#told.get(result.value.nr) : undefined
    if (result?.ok !== true || entry === undefined) throw malformed('a frame out of turn')
    this.#told.delete(result.value.nr)
    this.#tally.settle(entry.path, result.value.reason)
    this.#hasRoom()
  }

  async #feed(): Promise<void> {
    for (;;) {
      const next = this.#wanted.shift()
      if (next !== undefined) await this.#sendFile(next)
      else if (this.#isWantedOver) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async #sendFile(wanted: Wanted): Promise<void> {
    const entry = this.#told.get(wanted.nr)
    if (entry === undefined) return
    const at = this.#place.base + entry.path
    const file = await this.#place.folders
      .use(folderOf(at), { makes: false }, (folder) =>
        open(`${folder}${nameOf(at)}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
      )
      .catch(() => null)
    try {
      if (file === null)
        await this.#channel.send(FRAMES.FROM, remoteCopyFrom.encode({ nr: wanted.nr, offset: 0 }))
      const hash = file === null ? null : await this.#sendContents(file, entry, wanted)
      await this.#channel.send(FRAMES.FILE_END, hash ?? new Uint8Array(0))
    } finally {
      await file?.close()
    }
  }

  /** The hash of all of it; null when it is not what was told any more. */
  async #sendContents(file: FileHandle, entry: RemoteCopyEntry, wanted: Wanted): Promise<Uint8Array | null> {
    const { nr } = wanted
    const isFile = (await file.stat()).isFile()
    const prefix = isFile ? await knownPrefix(file, entry, wanted) : null
    const offset = prefix?.bytes ?? 0
    await this.#channel.send(FRAMES.FROM, remoteCopyFrom.encode({ nr, offset }))
    if (!isFile) return null
    this.#tally.resumed(offset)
    const hash = prefix?.running ?? createHash('blake2b512')
    const block = Buffer.allocUnsafe(COPY_BLOCK_BYTES)
    for (let at = offset; at < entry.bytes;) {
      const { bytesRead } = await file.read(block, 0, Math.min(block.byteLength, entry.bytes - at), at)
      if (bytesRead === 0) return null
      hash.update(block.subarray(0, bytesRead))
      await this.#sendData(block.subarray(0, bytesRead))
      at += bytesRead
    }
    return hash.digest()
  }

  async #sendData(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength; at += MAX_LANE_BYTES) {
      const part = bytes.subarray(at, at + MAX_LANE_BYTES)
      await this.#channel.send(FRAMES.DATA, part)
      this.#tally.moved(part.byteLength)
    }
  }
}

/** What the other end has of it already; null when that is something else. */
async function knownPrefix(
  file: FileHandle,
  entry: RemoteCopyEntry,
  { offset, hash }: Wanted,
): Promise<Prefix | null> {
  if (offset === 0 || offset > entry.bytes) return null
  const prefix = await hashPrefix(file, offset)
  return prefix !== null && prefix.running.copy().digest().equals(hash) ? prefix : null
}
