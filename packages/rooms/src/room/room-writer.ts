/** Writes operations of this device. Calls at the same time share one batch, one apply and one sync. */
import { encodeOperation, type KnownOperation } from '@comice/protocol'
import { readWhole } from '@comice/storage'
import type { RoomBase } from '../base/open-base.ts'
import { MAX_SAY_BATCH, STATE_LOOKS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { Message } from './room-message.ts'
import type { Sealing } from './room-sealer.ts'

/** An operation that depends on the epoch at the moment that it is written; null in a room of the first format. */
export type SealedOperation = (sealing: Sealing | null) => KnownOperation

interface PendingWrite {
  /** Blocks, or what is made into one when it is known how to seal; alone: operations that must not share a batch. */
  content:
    { block: Uint8Array } | { make: SealedOperation } | { alone: () => Promise<readonly KnownOperation[]> }
  isMessage: boolean
  resolve: (message: Message | null) => void
  reject: (error: unknown) => void
}

export interface WriterOptions {
  base: RoomBase
  /** Throws when the room cannot be written now. */
  assertWritable: () => void
  /** Our own messages in blocks from `firstIndex` of our core on, by block. */
  ownMessages: (firstIndex: number) => Promise<ReadonlyMap<number, Message>>
  /** How bodies are sealed now. */
  prepare: () => Promise<Sealing | null>
}

const NO_MESSAGES: ReadonlyMap<number, Message> = new Map()

export class RoomWriter {
  readonly #base: RoomBase
  readonly #assertWritable: () => void
  readonly #ownMessages: WriterOptions['ownMessages']
  readonly #prepare: WriterOptions['prepare']
  readonly #pending: PendingWrite[] = []
  #draining: Promise<void> | null = null
  /** How many blocks of our core the room knows; null: look it up again. */
  #known: Promise<number> | null = null

  constructor({ base, assertWritable, ownMessages, prepare }: WriterOptions) {
    this.#base = base
    // Applying what is here cannot make the room know more of our core than is here. These can.
    const forget = () => (this.#known = null)
    base.on('fast-forward', forget)
    base.on('reboot', forget)
    this.#assertWritable = assertWritable
    this.#ownMessages = ownMessages
    this.#prepare = prepare
  }

  /** Appends an operation. Resolves when it is applied here and on the disk, whether `apply` ignored it or not. */
  async write(operation: KnownOperation): Promise<void> {
    await this.#add({ block: encodeOperation(operation) }, false)
  }

  /** Appends a message. Resolves to what it became, or null when `apply` ignored it. */
  say(make: SealedOperation): Promise<Message | null> {
    return this.#add({ make }, true)
  }

  async writeSealed(make: SealedOperation): Promise<void> {
    await this.#add({ make }, false)
  }

  /**
   * Appends operations together, and with nothing else: what is sealed in one batch is sealed under one epoch, and these
   * may end it. They are made when it is their turn; none: nothing is appended.
   */
  async writeAlone(alone: () => Promise<readonly KnownOperation[]>): Promise<void> {
    await this.#add({ alone }, false)
  }

  /** Resolves when what was given to be written so far is settled. */
  async settled(): Promise<void> {
    while (this.#draining !== null) await this.#draining
  }

  #add(content: PendingWrite['content'], isMessage: boolean): Promise<Message | null> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ content, isMessage, resolve, reject })
      this.#start()
    })
  }

  #start(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null
      // Given to us after the last look at the list, and before this.
      if (this.#pending.length > 0) this.#start()
    })
  }

  async #drain(): Promise<void> {
    // One tick, so that calls of the same moment come together.
    await Promise.resolve()
    while (this.#pending.length > 0) await this.#writeBatch(this.#nextBatch())
  }

  #nextBatch(): PendingWrite[] {
    const first = this.#pending.findIndex(({ content }) => 'alone' in content)
    const together = first === -1 ? this.#pending.length : first
    return this.#pending.splice(0, Math.max(1, Math.min(together, MAX_SAY_BATCH)))
  }

  async #writeBatch(batch: PendingWrite[]): Promise<void> {
    try {
      await this.#untilWritable()
      // A fast-forward takes our newest out of the view until they are applied again, a removal among them: what is said
      // then would be sealed under the key from before it.
      const { before, blocks } = await readWhole(this.#base, () => this.#blocksOf(batch))
      if (before.length + blocks.length === 0) return batch.forEach(({ resolve }) => resolve(null))
      // A new head of our own core is on the disk before the store says so: docs/decisions/0021-synced-appends.md.
      const length = await this.#base.append([...before, ...blocks])
      const messages = await this.#messagesOf(batch, length - blocks.length)
      batch.forEach(({ resolve }, at) => resolve(messages[at] ?? null))
    } catch (error) {
      const reason = this.#reasonFor(error)
      for (const { reject } of batch) reject(reason)
    }
  }

  /** A block for each write of the batch, and those of a new epoch before them. */
  async #blocksOf(batch: PendingWrite[]): Promise<{ before: Uint8Array[]; blocks: Uint8Array[] }> {
    const [only] = batch
    if (only !== undefined && 'alone' in only.content) {
      return { before: [], blocks: (await only.content.alone()).map(encodeOperation) }
    }
    const isSealed = batch.some(({ content }) => 'make' in content)
    const sealing = isSealed ? await this.#prepare() : null
    const blocks = batch.flatMap(({ content }) => {
      if ('block' in content) return [content.block]
      return 'make' in content ? [encodeOperation(content.make(sealing))] : []
    })
    return { before: (sealing?.before ?? []).map(encodeOperation), blocks }
  }

  /**
   * What the batch became, before the next batch, so that it is still among the newest. A fast-forward takes our
   * newest out of the view until they are applied again, so who is missing is looked for again.
   */
  async #messagesOf(batch: PendingWrite[], firstIndex: number): Promise<(Message | null)[]> {
    for (let look = 1; ; look++) {
      const isSearched = batch.some(({ isMessage }) => isMessage)
      const own = isSearched ? await this.#ownMessages(firstIndex) : NO_MESSAGES
      const messages = batch.map((_write, at) => own.get(firstIndex + at) ?? null)
      if (look === STATE_LOOKS || batch.every(({ isMessage }, at) => !isMessage || messages[at] !== null))
        return messages
      await this.#base.update()
    }
  }

  /** Why the room cannot be written, when that is why an append failed: Autobase only says that it is closing. */
  #reasonFor(error: unknown): unknown {
    try {
      this.#assertWritable()
      return error
    } catch (reason) {
      return reason
    }
  }

  /** During a fast-forward, or while the base writes an acknowledgement, a look may be wrong; the last one counts. */
  async #untilWritable(): Promise<void> {
    for (let look = 1; ; look++) {
      try {
        this.#assertWritable()
        await this.#assertNotRolledBack()
        return
      } catch (error) {
        if (look === STATE_LOOKS || this.#base.closing !== null) throw error
        await this.#base.update()
      }
    }
  }

  /** When the room knows more of our core than we have, appending would fork it, and end our membership for good. */
  async #assertNotRolledBack(): Promise<void> {
    const { local } = this.#base
    this.#known ??= this.#knownLength()
    const expected = Math.max(await this.#known, local.length)
    const found = Math.min(local.contiguousLength, local.length)
    if (expected > found) throw RoomErrors.ROOM_ROLLED_BACK({ expected, found })
  }

  async #knownLength(): Promise<number> {
    const { local, system } = this.#base
    try {
      const known = local.key === null ? null : await system?.get(local.key)
      return known?.length ?? 0
    } catch (error) {
      this.#known = null
      throw error
    }
  }
}
