/** Where what is received goes: a folder, or a stream. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { isComiceError } from '@comice/protocol'
import { DISK_RESERVE_BYTES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import { type NameRules, refusePath } from '../names/safe-path.ts'
import type { ContentWriter, PlacedName } from './content-writer.ts'
import type { Receipt } from './frame-encoding.ts'
import type { SendOffer } from './offer.ts'
import { type ExistingRule, firstTaken } from './place-names.ts'
import { removeReceivingFolder } from './receiving-folder.ts'
import type { ResumeKey } from './resume-proof.ts'
import { StreamWriter } from './stream-writer.ts'
import { removeTransfer, type TransferFolder, writeTransfer } from './transfer-folder.ts'
import { type ReceiveRecord, receiveRecordCodec } from './transfer-records.ts'
import { openTreeWriter } from './tree-writer.ts'

export interface Destination {
  /** Absolute; null for a stream. */
  readonly into: string | null
  /** What was accepted; null before that. */
  readonly accepted: { readonly key: ResumeKey; readonly offer: SendOffer } | null
  /** Set when all is written. */
  readonly receipt: Receipt | null
  /** Whether the offer can be taken. @throws SEND_EXISTS, SEND_MISBEHAVED, SEND_NO_SPACE, SEND_NOT_ONE_FILE */
  check(offer: SendOffer): Promise<void>
  accept(accepted: { key: ResumeKey; offer: SendOffer }): Promise<void>
  openWriter(offer: SendOffer): Promise<ContentWriter>
  written(receipt: Receipt): Promise<void>
  /** Gives names to what a run before this one has written. */
  placeRest(): Promise<readonly PlacedName[]>
  /** Removes what was written down, and what has no name. */
  forget(): Promise<void>
}

export interface FolderDestinationOptions {
  readonly code: string
  /** Absolute. */
  readonly into: string
  readonly names: NameRules
  readonly existing: ExistingRule
  readonly folder: TransferFolder
  /** Of a run before this one. */
  readonly record: ReceiveRecord | null
}

export class FolderDestination implements Destination {
  readonly #options: FolderDestinationOptions
  #record: ReceiveRecord | null

  constructor(options: FolderDestinationOptions) {
    this.#options = options
    this.#record = options.record
  }

  /** Names the transfer. */
  get id(): string {
    return this.#options.folder.id
  }

  get into(): string {
    return this.#options.into
  }

  get accepted(): ReceiveRecord | null {
    return this.#record
  }

  get receipt(): Receipt | null {
    return this.#record?.receipt ?? null
  }

  async check(offer: SendOffer): Promise<void> {
    const { into, existing } = this.#options
    // Before the disk is asked: the answer, and when it comes, would tell the sender what is there.
    if (!offer.names.every(({ name }) => isPlainName(name)))
      throw DriveErrors.SEND_MISBEHAVED({ reason: 'it offered a name that is none' })
    const taken = await firstTaken(into, offer.names, existing)
    if (taken !== null) throw DriveErrors.SEND_EXISTS({ name: taken })
    const free = await freeBytes(into)
    if (offer.bytes + DISK_RESERVE_BYTES > free) throw DriveErrors.SEND_NO_SPACE({ bytes: offer.bytes, free })
  }

  async accept({ key, offer }: { key: ResumeKey; offer: SendOffer }): Promise<void> {
    const { code, into, names, existing } = this.#options
    const acceptedAt = this.#record?.acceptedAt ?? Date.now()
    await this.#save({ code, key, offer, into, names, existing, acceptedAt, receipt: null })
  }

  openWriter(offer: SendOffer): Promise<ContentWriter> {
    const { into, names, existing, folder } = this.#options
    return openTreeWriter({ offer, into, folderName: folder.id, names, existing })
  }

  async written(receipt: Receipt): Promise<void> {
    if (this.#record !== null) await this.#save({ ...this.#record, receipt })
  }

  async placeRest(): Promise<readonly PlacedName[]> {
    if (this.#record === null) return []
    await using writer = await this.openWriter(this.#record.offer)
    return await writer.place()
  }

  async forget(): Promise<void> {
    const { into, folder } = this.#options
    if (this.#record !== null) await removeReceivingFolder(into, folder.id)
    await removeTransfer(folder)
  }

  async #save(record: ReceiveRecord): Promise<void> {
    await writeTransfer(this.#options.folder, receiveRecordCodec, record)
    this.#record = record
  }
}

/** Lives as long as the stream: nothing is written down. */
export class StreamDestination implements Destination {
  readonly into = null
  readonly #stream: Writable
  #writer: StreamWriter | null = null
  accepted: { key: ResumeKey; offer: SendOffer } | null = null
  receipt: Receipt | null = null

  constructor(stream: Writable) {
    this.#stream = stream
  }

  check({ entries, files }: SendOffer): Promise<void> {
    if (entries === 1 && files === 1) return Promise.resolve()
    return Promise.reject(DriveErrors.SEND_NOT_ONE_FILE({ files }))
  }

  accept(accepted: { key: ResumeKey; offer: SendOffer }): Promise<void> {
    this.accepted = accepted
    return Promise.resolve()
  }

  openWriter(offer: SendOffer): Promise<ContentWriter> {
    this.#writer ??= new StreamWriter(offer, this.#stream)
    return Promise.resolve(this.#writer)
  }

  written(receipt: Receipt): Promise<void> {
    this.receipt = receipt
    return Promise.resolve()
  }

  placeRest(): Promise<readonly PlacedName[]> {
    return Promise.resolve([])
  }

  forget(): Promise<void> {
    return Promise.resolve()
  }
}

/** Of one part, and of what a sender would offer; that this system cannot hold it is found at its file. */
function isPlainName(name: string): boolean {
  const refusal = refusePath(`/${name}`, 'native')
  return !name.includes('/') && (refusal === null || refusal === 'reserved')
}

/** What the file system said, with a name. `bytes` were still to be written. */
export function fileSystemError(error: unknown, bytes: number): unknown {
  if (isComiceError(error) || !(error instanceof Error)) return error
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return DriveErrors.SEND_NO_SPACE({ bytes, free: 0 }, { cause: error })
  if (code === undefined || !/^E[A-Z]+$/u.test(code)) return error
  return DriveErrors.SEND_FOLDER_FAILED({ path: path ?? 'the target', cause: code }, { cause: error })
}

/** Of the disk that the folder, or the first one above it that exists, is on. */
async function freeBytes(folder: string): Promise<number> {
  const stats = await statfs(folder).catch(() => null)
  if (stats !== null) return stats.bsize * stats.bavail
  const above = dirname(folder)
  return above === folder ? Number.POSITIVE_INFINITY : freeBytes(above)
}
