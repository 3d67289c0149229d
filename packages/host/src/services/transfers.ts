/**
 * What the node sends and receives by codes. A transfer is the node's: it goes on when the program that asked for it is
 * gone, and after the node's next start, and it keeps the node. Only what needs that program ends with it: contents of
 * its stdin or for its stdout, and a question that nobody else can answer.
 */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Peer } from '@comice/core'
import type {
  Receive,
  ReceiveRequest,
  ReceiveResult,
  Send,
  SendRequest,
  SendResult,
  Sends,
} from '@comice/drives'
import { errorToWire } from '@comice/protocol'
import { MAX_ENDED_TRANSFERS, MIN_TRANSFER_ID_CHARS } from '../constants.ts'
import type { Duties } from '../duty/duties.ts'
import { HostErrors } from '../errors.ts'
import { Outbox, type Packed } from './outbox.ts'
import { receiveView, sendView, type TransferView } from './transfer-view.ts'

export type Transfer = Send | Receive

export interface ReceiveWish extends Omit<ReceiveRequest, 'decide'> {
  readonly code: string
  /** Whether it is taken whatever it is; else {@link Transfers.decide} says so. */
  readonly isSure: boolean
  /** A page of the window asks for it. Default false. */
  readonly byPage?: boolean
}

export class Transfers {
  readonly #peer: Peer
  readonly #duties: Duties
  /** Files of pages. */
  readonly #outbox: Outbox
  readonly #listeners = new Set<() => void>()
  readonly #seen = new WeakSet<Transfer>()
  /** Those that pages of the window began, in this run of the node. */
  readonly #ofPages = new Set<string>()
  /** Those that are over, the newest last. */
  readonly #ended = new Map<Transfer, TransferView>()
  /** Who waits for an answer, by the transfer. */
  readonly #questions = new Map<Transfer, (isWanted: boolean) => void>()
  #opening: Promise<Sends> | null = null
  #engine: Sends | null = null
  #duty: Disposable | null = null

  constructor(peer: Peer, duties: Duties) {
    this.#peer = peer
    this.#duties = duties
    this.#outbox = new Outbox(peer.profile.dir)
  }

  /** Calls `listener` at each change. Returns a function that takes it back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Goes on with what was not over when the node ran last. */
  async openIfUsed(): Promise<void> {
    const names = await readdir(path.join(this.#peer.profile.dir, 'transfers')).catch(() => [])
    if (names.length > 0 || (await this.#outbox.isUsed())) await this.#open()
  }

  /** Offers it. @throws what `sends.send` throws */
  async send(request: SendRequest): Promise<Send> {
    return (await this.#open()).send(request)
  }

  /** Offers files of an archive that a page sends. @throws what `sends.send` throws, DISK_FULL, FILE_UNUSABLE */
  async sendArchive(
    archive: AsyncIterable<Uint8Array>,
    options: Pick<SendRequest, 'receivers' | 'expiresInMs'>,
  ): Promise<{ send: Send } & Pick<Packed, 'refusedCount'>> {
    await this.#open()
    const { id, paths, refusedCount } = await this.#outbox.unpack(archive)
    let send: Send | null = null
    try {
      send = await this.send({ ...options, paths })
      this.#ofPages.add(send.id)
      await this.#outbox.keepFor(id, send.id)
      return { send, refusedCount }
    } catch (error) {
      await send?.stop()
      await this.#outbox.remove(id)
      throw error
    }
  }

  /** Looks for the sender, or goes on. @throws what `sends.receive` throws */
  async receive({ code, isSure, byPage = false, ...request }: ReceiveWish): Promise<Receive> {
    const sends = await this.#open()
    const answer = Promise.withResolvers<boolean>()
    const decide = () => (isSure ? true : answer.promise)
    const receive = await sends.receive(code, { ...request, decide })
    if (byPage) this.#ofPages.add(receive.id)
    if (!this.#questions.has(receive)) this.#questions.set(receive, answer.resolve)
    if (isSure) this.#questions.get(receive)?.(true)
    return receive
  }

  /**
   * Answers whether what is offered is wanted; a page, only of what a page asked for.
   *
   * @throws TRANSFER_UNKNOWN, TRANSFER_AMBIGUOUS, NOT_FOR_WINDOWS
   */
  async decide(id: string, isWanted: boolean, byPage = false): Promise<TransferView> {
    const transfer = await this.find(id)
    if (byPage && !this.#isOfPage(transfer.id)) throw HostErrors.NOT_FOR_WINDOWS({})
    this.#questions.get(transfer)?.(isWanted)
    return this.view(transfer)
  }

  async list(): Promise<TransferView[]> {
    return [...(await this.#all())].map((transfer) => this.view(transfer))
  }

  view(transfer: Transfer): TransferView {
    return this.#ended.get(transfer) ?? viewOf(transfer)
  }

  /**
   * What a page may see of it: the code of a transfer that a program began is for whoever it was told, and with it the page
   * could have the files. They are listed, and can be stopped.
   */
  pageView(view: TransferView): TransferView {
    return this.#isOfPage(view.id) ? view : { ...view, code: '' }
  }

  /** By its code, or the first characters of its id. @throws TRANSFER_UNKNOWN, TRANSFER_AMBIGUOUS */
  async find(id: string): Promise<Transfer> {
    const isNamed = (transfer: Transfer) =>
      transfer.code === id || (id.length >= MIN_TRANSFER_ID_CHARS && transfer.id.startsWith(id))
    const [found, other] = [...(await this.#all())].filter(isNamed)
    if (found === undefined) throw HostErrors.TRANSFER_UNKNOWN({ id })
    if (other !== undefined) throw HostErrors.TRANSFER_AMBIGUOUS({ id })
    return found
  }

  /** Ends it for good; one that is over is forgotten. @throws TRANSFER_UNKNOWN, TRANSFER_AMBIGUOUS */
  async stop(id: string): Promise<TransferView> {
    const transfer = await this.find(id)
    await transfer.stop()
    await this.#outbox.drop(transfer.id)
    const view = this.view(transfer)
    this.#ended.delete(transfer)
    this.#ofPages.delete(transfer.id)
    this.#changed()
    return view
  }

  /** What the same words asked for earlier in this run of the node, and what came of it. */
  finished(code: string, into: string): { receive: Receive; result: Promise<ReceiveResult> } | null {
    for (const [transfer, { kind, phase }] of this.#ended) {
      if (kind !== 'receive' || phase !== 'done') continue
      const receive = transfer as Receive
      if (receive.code === code && receive.into === into) return { receive, result: receive.done }
    }
    return null
  }

  #isOfPage(id: string): boolean {
    return this.#ofPages.has(id) || this.#outbox.keeps(id)
  }

  async #all(): Promise<Set<Transfer>> {
    const sends = await this.#open()
    return new Set<Transfer>([...sends.list(), ...this.#ended.keys()])
  }

  #open(): Promise<Sends> {
    this.#opening ??= this.#load()
    // A disk that was full may have room again.
    this.#opening.catch(() => (this.#opening = null))
    return this.#opening
  }

  async #load(): Promise<Sends> {
    const { createSends } = await import('@comice/drives')
    const engine = await createSends(this.#peer)
    await this.#outbox.tidy(new Set(engine.list().map(({ id }) => id)))
    this.#engine = engine
    engine.onChange(() => this.#changed())
    this.#changed()
    return engine
  }

  #changed(): void {
    const running = this.#engine?.list() ?? []
    if (running.length > 0) this.#duty ??= this.#duties.hold('files are sent or received')
    else this.#duty?.[Symbol.dispose]()
    if (running.length === 0) this.#duty = null
    for (const transfer of running) if (!this.#seen.has(transfer)) this.#follow(transfer)
    for (const listener of this.#listeners) listener()
  }

  #follow(transfer: Transfer): void {
    this.#seen.add(transfer)
    const end = (view: TransferView) => {
      this.#questions.delete(transfer)
      // One that is only paused goes on with them; what was stopped has dropped them.
      if (view.error?.code !== 'SEND_STOPPED') void this.#outbox.drop(transfer.id)
      // Of one that failed before anything came, whoever asked for it has been told.
      if (view.kind === 'send' || view.phase === 'done' || view.bytes > 0) this.#ended.set(transfer, view)
      const [oldest] = this.#ended.keys()
      if (this.#ended.size > MAX_ENDED_TRANSFERS && oldest !== undefined) this.#ended.delete(oldest)
      this.#changed()
    }
    const done: Promise<ReceiveResult | SendResult> = transfer.done
    done.then(
      (result) => end(viewOf(transfer, 'placed' in result ? { placed: result.placed } : {})),
      (error: unknown) => end(viewOf(transfer, { error: errorToWire(error) })),
    )
  }
}

function viewOf(transfer: Transfer, outcome: Parameters<typeof receiveView>[1] = {}): TransferView {
  return 'into' in transfer ? receiveView(transfer, outcome) : sendView(transfer, outcome.error)
}
