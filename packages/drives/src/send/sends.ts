/** Everything that one peer sends and receives by codes. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Peer } from '@comice/core'
import { encodeHex } from '@comice/protocol'
import { createCode, formatCode, parseCode } from '../code/code.ts'
import { MAX_RECEIVERS, SEND_EXPIRES_MS, SEND_LOOK_TIMEOUT_MS } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import type { NameRules } from '../names/safe-path.ts'
import { ListSource } from './list-source.ts'
import { offerPaths } from './offer-paths.ts'
import type { SendOffer } from './offer.ts'
import type { ExistingRule } from './place-names.ts'
import { FolderDestination, StreamDestination } from './receive-destination.ts'
import { Receive, type ReceivePhase } from './receive.ts'
import { openPausedTransfers } from './paused-transfers.ts'
import { Send } from './send.ts'
import type { SendSource } from './send-source.ts'
import { offerStream, StreamSource } from './stream-source.ts'
import {
  listTransferFolders,
  readTransfer,
  removeTransfer,
  transferFolder,
  type TransferFolder,
} from './transfer-folder.ts'
import { type ReceiveRecord, receiveRecordCodec, type SendRecord } from './transfer-records.ts'

export interface SendRequest {
  /** Files and folders; each keeps its name. Either these or a stream. */
  readonly paths?: readonly string[]
  /** Contents of a length that nobody knows; for one receiver, and not after a restart. */
  readonly stream?: Readable
  /** Of the file that the stream becomes. Default `stdin`. */
  readonly name?: string
  /** Of the code, 1 to 9,999; for ends that have agreed on one. Default: chance. */
  readonly number?: number
  /** How many may receive it, up to 16. Default 1. */
  readonly receivers?: number
  /** For how long the code is good. Transfers that were begun go on. Default one hour. */
  readonly expiresInMs?: number
}

export interface ReceiveRequest {
  /** A folder, made when there is none. Either this or a stream. */
  readonly into?: string
  /** For one file, such as stdout. It is not ended. */
  readonly stream?: Writable
  /** Whether an offer is wanted; nothing is written before. Default: it is. */
  readonly decide?: (offer: SendOffer) => Promise<boolean> | boolean
  /** What happens when something of an offered name is there. Default `refuse`. */
  readonly existing?: ExistingRule
  /** Default `native` on Linux, which takes what its file systems do, and `portable` elsewhere. */
  readonly names?: NameRules
  /** How long the sender is looked for, ms. Default one minute. */
  readonly lookTimeoutMs?: number
}

/** See {@link createSends}. */
export interface Sends extends AsyncDisposable {
  /**
   * Offers files under a new code. Resolves when the code can be told.
   * @throws SEND_NOTHING, SEND_PATH_INVALID, SEND_OPTION_INVALID
   */
  send(request: SendRequest): Promise<Send>
  /**
   * Receives what is sent under a code. A transfer into the same folder by the same code that was broken off goes on; one
   * that is under way comes back.
   * @throws SEND_CODE_INVALID, SEND_OPTION_INVALID
   */
  receive(code: string, request: ReceiveRequest): Promise<Receive>
  /** Those that are not over, in the order in which they were begun. */
  list(): readonly (Send | Receive)[]
  /** How many are not over: while there are any, the node stays. */
  readonly active: number
  /** Calls `listener` when one begins, changes or is over. Returns a function that takes it back. */
  onChange(listener: () => void): () => void
  /** Pauses all of them: the next start goes on. Idempotent. */
  close(): Promise<void>
}

/** One-shot transfers on `peer`. What was not over when the profile ran last goes on. They end with the peer. */
export async function createSends(peer: Peer): Promise<Sends> {
  const sends = new PeerSends(peer)
  peer.beforeClose(() => sends.close())
  await sends.open()
  return sends
}

class PeerSends implements Sends {
  readonly #peer: Peer
  readonly #running = new Set<Send | Receive>()
  readonly #listeners = new Set<() => void>()
  #closing: Promise<void> | null = null

  constructor(peer: Peer) {
    this.#peer = peer
  }

  async open(): Promise<void> {
    const paused = await openPausedTransfers(this.#peer.profile.dir)
    for (const { record, source, folder } of paused.sends) this.#start({ record, source, folder })
    for (const { record, folder } of paused.receives) this.#goOn(record, folder)
  }

  get active(): number {
    return this.#running.size
  }

  list(): readonly (Send | Receive)[] {
    return [...this.#running]
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async send(request: SendRequest): Promise<Send> {
    const { paths, stream } = request
    if ((paths === undefined) === (stream === undefined)) throw DriveErrors.SEND_NOTHING({})
    const id = randomBytes(16)
    const head = this.#head(request)
    if (stream !== undefined) {
      const offer = offerStream(id, request.name ?? 'stdin')
      const source = new StreamSource(offer, stream)
      return this.#announce(this.#start({ record: { ...head, offer, names: [] }, source, folder: null }))
    }
    const folder = transferFolder(this.#peer.profile.dir, 'send', encodeHex(id))
    try {
      const offered = await offerPaths(paths ?? [], { id, listFile: folder.listFile })
      const source = new ListSource(offered, folder.listFile)
      const record = { ...head, offer: offered.offer, names: offered.names }
      return await this.#announce(this.#start({ record, source, folder }))
    } catch (error) {
      await removeTransfer(folder)
      throw error
    }
  }

  async receive(text: string, request: ReceiveRequest): Promise<Receive> {
    const code = formatCode(parseCode(text))
    const { into, stream, decide = () => true, lookTimeoutMs = SEND_LOOK_TIMEOUT_MS } = request
    if ((into === undefined) === (stream === undefined))
      throw DriveErrors.SEND_OPTION_INVALID({ reason: 'a transfer goes into a folder or into a stream' })
    const running = into === undefined ? undefined : this.#runningInto(code, resolve(into))
    if (running !== undefined) return running
    const destination =
      stream === undefined
        ? await this.#folderDestination(code, resolve(into ?? ''), request)
        : new StreamDestination(stream)
    const id = destination instanceof FolderDestination ? destination.id : encodeHex(randomBytes(16))
    return this.#receive({ id, code, decide, lookTimeoutMs, destination })
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#running].map((transfer) => transfer.pause())).then(
      () => undefined,
    )
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #head({
    stream,
    number,
    receivers = 1,
    expiresInMs = SEND_EXPIRES_MS,
  }: SendRequest): Omit<SendRecord, 'offer' | 'names'> {
    if (!Number.isInteger(receivers) || receivers < 1 || receivers > MAX_RECEIVERS) {
      const reason = `expected 1 to ${MAX_RECEIVERS} receivers, found ${receivers}`
      throw DriveErrors.SEND_OPTION_INVALID({ reason })
    }
    if (stream !== undefined && receivers > 1)
      throw DriveErrors.SEND_OPTION_INVALID({ reason: 'a stream has one receiver: it can be read once' })
    if (!(expiresInMs > 0)) throw DriveErrors.SEND_OPTION_INVALID({ reason: 'a code is good for some time' })
    const createdAt = Date.now()
    return {
      code: formatCode(parseCode(formatCode(createCode(number)))),
      seed: randomBytes(32),
      createdAt,
      expiresAt: createdAt + Math.ceil(expiresInMs),
      receivers,
      wrongGuesses: 0,
      known: [],
    }
  }

  #start(parts: { record: SendRecord; source: SendSource; folder: TransferFolder | null }): Send {
    return this.#follow(new Send({ ...parts, peer: this.#peer, onend: (ended) => this.#ended(ended) }))
  }

  async #announce(send: Send): Promise<Send> {
    await send.announced()
    return send
  }

  #runningInto(code: string, into: string): Receive | undefined {
    const receives = [...this.#running].filter((transfer) => transfer instanceof Receive)
    return receives.find(
      (receive) => receive.code === code && receive.into === into && !isOver(receive.state.phase),
    )
  }

  /** A transfer that was broken off is found by its code and folder. */
  async #folderDestination(code: string, into: string, request: ReceiveRequest): Promise<FolderDestination> {
    const { existing = 'refuse', names = process.platform === 'linux' ? 'native' : 'portable' } = request
    for (const folder of await listTransferFolders(this.#peer.profile.dir, 'receive')) {
      const record = await readTransfer(folder, receiveRecordCodec)
      if (record?.code === code && record.into === into) return destinationOf(record, folder)
    }
    const folder = transferFolder(this.#peer.profile.dir, 'receive', encodeHex(randomBytes(16)))
    return new FolderDestination({ code, into, names, existing, folder, record: null })
  }

  #goOn(record: ReceiveRecord, folder: TransferFolder): void {
    const destination = destinationOf(record, folder)
    const { code } = record
    this.#receive({
      id: folder.id,
      code,
      decide: () => true,
      lookTimeoutMs: SEND_LOOK_TIMEOUT_MS,
      destination,
    })
  }

  #receive(parts: Omit<ConstructorParameters<typeof Receive>[0], 'peer' | 'onend'>): Receive {
    return this.#follow(new Receive({ ...parts, peer: this.#peer, onend: (ended) => this.#ended(ended) }))
  }

  #follow<Transfer extends Send | Receive>(transfer: Transfer): Transfer {
    this.#running.add(transfer)
    const changed = () => this.#changed()
    if (transfer instanceof Send) transfer.on('change', changed)
    else transfer.on('change', changed)
    this.#changed()
    return transfer
  }

  #ended(transfer: Send | Receive): void {
    this.#running.delete(transfer)
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

function destinationOf(record: ReceiveRecord, folder: TransferFolder): FolderDestination {
  const { code, into, names, existing } = record
  return new FolderDestination({ code, into, names, existing, folder, record })
}

/** It may still be on its way to tell the sender. */
function isOver(phase: ReceivePhase): boolean {
  return phase === 'done' || phase === 'failed'
}
