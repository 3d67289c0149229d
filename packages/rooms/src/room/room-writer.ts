/** Writes operations of this device. Calls at the same time share one batch, one apply and one sync. */
import { encodeOperation, type KnownOperation } from '@comice/protocol'
import type { RoomBase } from '../base/open-base.ts'
import { MAX_SAY_BATCH, ROLLBACK_LOOKS } from '../constants.ts'
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
  /** Resolves when everything written so far is on the disk. */
  sync: () => Promise<void>
  /** Throws when the room cannot be written now. */
  assertWritable: () => void
  /** Our own messages in blocks from `firstIndex` of our core on, by block. */
  ownMessages: (firstIndex: number) => Promise<ReadonlyMap<number, Message>>
}

const NO_MESSAGES: ReadonlyMap<number, Message> = new Map()

export class RoomWriter {
  readonly #base: RoomBase
  readonly #sync: () => Promise<void>
  readonly #assertWritable: () => void
  readonly #ownMessages: WriterOptions['ownMessages']
  readonly #pending: PendingWrite[] = []
  #draining: Promise<void> | null = null

  constructor({ base, sync, assertWritable, ownMessages }: WriterOptions) {
    this.#base = base
    this.#sync = sync
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
      this.#assertWritable()
      await this.#assertNotRolledBack()
      const length = await this.#base.append(batch.map(({ block }) => block))
      await this.#sync()
      const firstIndex = length - batch.length
      // Before the next batch, so that these are still among the newest.
      const messages = batch.some(({ isMessage }) => isMessage)
        ? await this.#ownMessages(firstIndex)
        : NO_MESSAGES
      batch.forEach(({ resolve }, at) => resolve(messages.get(firstIndex + at) ?? null))
    } catch (error) {
      const reason = this.#reasonFor(error)
      for (const { reject } of batch) reject(reason)
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

  /**
   * When the room knows more of our core than we have, appending would fork it, and end our membership for good.
   * An acknowledgement that is being written looks the same for a moment, so the last of several looks counts.
   */
  async #assertNotRolledBack(): Promise<void> {
    for (let look = 1; ; look++) {
      const { local, system } = this.#base
      const known = local.key === null ? null : await system?.get(local.key)
      const expected = Math.max(known?.length ?? 0, local.length)
      const found = Math.min(local.contiguousLength, local.length)
      if (expected <= found) return
      if (look === ROLLBACK_LOOKS) throw RoomErrors.ROOM_ROLLED_BACK({ expected, found })
      await this.#base.update()
    }
  }
}
