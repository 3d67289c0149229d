/** Writes operations of this device. Calls at the same time share one batch, one apply and one sync. */
import { encodeOperation, type KnownOperation } from '@comice/protocol'
import type { RoomBase } from '../base/open-base.ts'
import { MAX_SAY_BATCH, STATE_LOOKS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import type { Message } from './room.ts'

interface PendingWrite {
  block: Uint8Array
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
}

const NO_MESSAGES: ReadonlyMap<number, Message> = new Map()

export class RoomWriter {
  readonly #base: RoomBase
  readonly #assertWritable: () => void
  readonly #ownMessages: WriterOptions['ownMessages']
  readonly #pending: PendingWrite[] = []
  #draining: Promise<void> | null = null
  /** How many blocks of our core the room knows; null: look it up again. */
  #known: Promise<number> | null = null

  constructor({ base, assertWritable, ownMessages }: WriterOptions) {
    this.#base = base
    // Applying what is here cannot make the room know more of our core than is here. These can.
    const forget = () => (this.#known = null)
    base.on('fast-forward', forget)
    base.on('reboot', forget)
    this.#assertWritable = assertWritable
    this.#ownMessages = ownMessages
  }

  /**
   * Appends an operation. Resolves when it is applied here and on the disk: to the message it became, or null when
   * it is no message, or `apply` ignored it.
   */
  write(operation: KnownOperation): Promise<Message | null> {
    const block = encodeOperation(operation)
    return new Promise((resolve, reject) => {
      this.#pending.push({ block, isMessage: operation.kind === 'message', resolve, reject })
      this.#start()
    })
  }

  /** Resolves when what was given to {@link write} so far is settled. */
  async settled(): Promise<void> {
    while (this.#draining !== null) await this.#draining
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
    while (this.#pending.length > 0) await this.#writeBatch(this.#pending.splice(0, MAX_SAY_BATCH))
  }

  async #writeBatch(batch: PendingWrite[]): Promise<void> {
    try {
      await this.#untilWritable()
      // A new head of our own core is on the disk before the store says so: docs/decisions/0021-synced-appends.md.
      const length = await this.#base.append(batch.map(({ block }) => block))
      const messages = await this.#messagesOf(batch, length - batch.length)
      batch.forEach(({ resolve }, at) => resolve(messages[at] ?? null))
    } catch (error) {
      const reason = this.#reasonFor(error)
      for (const { reject } of batch) reject(reason)
    }
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
