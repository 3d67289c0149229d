/** A room on an encrypted Autobase. */
import { EventEmitter } from 'node:events'
import type { Peer } from '@comice/core'
import {
  decodeKey,
  displayName,
  encodeKey,
  isEqualBytes,
  LIMITS,
  normalizeName,
  ROOM_VERSION,
} from '@comice/protocol'
import type { RoomBase } from '../base/open-base.ts'
import { INVITE_EXPIRES_MS, MAX_PAGE_MESSAGES, MAX_ROOM_INVITES, MAX_ROOM_SEEDERS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { createInvite } from '../invite/invite-text.ts'
import type { RefusalReason } from '../view/view-encoding.ts'
import { EventQueue } from './event-queue.ts'
import { listCores } from './room-cores.ts'
import { RoomReader } from './room-reader.ts'
import { RoomWatch } from './room-watch.ts'
import { RoomWriter } from './room-writer.ts'
import type {
  CreatedInvite,
  HistoryOptions,
  HistoryPage,
  InviteInfo,
  InviteOptions,
  Member,
  Message,
  Room,
  RoomCore,
  RoomDiagnostics,
  RoomEvent,
  RoomEvents,
  RoomStateName,
  WatchOptions,
} from './room.ts'

export interface AutobaseRoomParts {
  peer: Peer
  base: RoomBase
  key: Uint8Array
  discoveryKey: Uint8Array
  name: string
  /** Ends what the service runs for this room: its topic, and serving its invites. */
  onclose: () => Promise<void>
}

/** See {@link Room}. Made by the service; whoever makes it calls {@link AutobaseRoom.refresh} once. */
export class AutobaseRoom extends EventEmitter<RoomEvents> implements Room {
  readonly id: string
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  readonly base: RoomBase
  readonly reader: RoomReader
  readonly writer: RoomWriter
  readonly #peer: Peer
  readonly #onclose: () => Promise<void>
  readonly #watch: RoomWatch
  readonly #queues = new Set<EventQueue>()
  #name: string
  /** Whether the name is the view's, not the profile's or a stand-in. */
  #isNamed = false
  #state: RoomStateName = 'joining'
  #problem: Error | null = null
  #writers = -1
  /** Updates while a refresh runs are one more refresh. */
  #refreshing: Promise<void> = Promise.resolve()
  #isRefreshDue = false
  #closing: Promise<void> | null = null

  constructor({ peer, base, key, discoveryKey, name, onclose }: AutobaseRoomParts) {
    super()
    this.id = encodeKey(key)
    this.key = key
    this.discoveryKey = discoveryKey
    this.base = base
    this.#peer = peer
    this.#name = name
    this.#onclose = onclose
    this.reader = new RoomReader({ base, identityKey: peer.identity.publicKey })
    this.writer = new RoomWriter({
      base,
      assertWritable: () => this.#assertWritable(),
      ownMessages: (firstIndex) => this.reader.ownMessages(firstIndex),
    })
    this.#watch = new RoomWatch(this.reader, (event) => this.#tell(event))
    base.on('update', () => this.#onupdate())
    base.on('writable', () => this.#onupdate())
    base.on('unwritable', () => this.#onupdate())
    base.on('interrupt', () => this.fail(RoomErrors.ROOM_NEWER({ supported: ROOM_VERSION })))
  }

  get name(): string {
    return displayName(this.#name, this.id.slice(0, 8))
  }

  get state(): RoomStateName {
    return this.#state
  }

  get problem(): Error | null {
    return this.#problem
  }

  async say(text: string): Promise<Message> {
    assertMessage(text)
    const claimedAt = this.#peer.now()
    const message = await this.writer.write({ kind: 'message', text, claimedAt, replyTo: null })
    if (message === null) throw RoomErrors.NOT_ALLOWED({ action: 'speak' })
    return message
  }

  history(options?: HistoryOptions): Promise<HistoryPage> {
    return this.reader.history(options)
  }

  members(): Promise<Member[]> {
    return this.reader.members()
  }

  async rename(nickname: string): Promise<void> {
    await this.writer.write({ kind: 'profile', name: normalizeName(nickname) })
  }

  async createInvite(options: InviteOptions = {}): Promise<CreatedInvite> {
    const { invites } = await this.reader.view((view) => view.state())
    if (invites >= MAX_ROOM_INVITES) throw RoomErrors.INVITES_FULL({ limit: MAX_ROOM_INVITES })
    const { expiresInMs = INVITE_EXPIRES_MS, maxUses = 1 } = options
    const expiresAt = expiresInMs === 0 ? 0 : this.#peer.now() + expiresInMs
    const { id, publicKey, text } = createInvite(this.key, expiresAt)
    await this.writer.write({ kind: 'invite', inviteId: id, publicKey, expiresAt, maxUses, role: 'member' })
    return { id: encodeKey(id), text, expiresAt: expiresAt || null, maxUses: maxUses || null }
  }

  async revokeInvite(id: string): Promise<void> {
    const inviteId = decodeKey(id)
    const mine = this.#peer.identity.publicKey
    const { invite, me } = await this.reader.view(async (view) => ({
      invite: await view.invite(inviteId),
      me: await view.person(mine),
    }))
    if (invite === null) throw RoomErrors.INVITE_NOT_FOUND()
    const mayRevoke = me?.role === 'owner' || isEqualBytes(invite.createdBy, mine)
    if (!mayRevoke) throw RoomErrors.NOT_ALLOWED({ action: "revoke another member's invite" })
    await this.writer.write({ kind: 'revoke', inviteId })
  }

  invites(): Promise<InviteInfo[]> {
    return this.reader.invites()
  }

  async setSeeder(seederKey: Uint8Array, on = true): Promise<void> {
    const isFull = await this.reader.view(async (view) => {
      return (await view.seeder(seederKey)) === null && (await view.state()).seeders >= MAX_ROOM_SEEDERS
    })
    if (isFull) throw RoomErrors.SEEDERS_FULL({ limit: MAX_ROOM_SEEDERS })
    await this.writer.write({ kind: 'keep', seederKey, on })
  }

  seeders(): Promise<Uint8Array[]> {
    return this.reader.seeders()
  }

  cores(): Promise<RoomCore[]> {
    return listCores(this.base)
  }

  async diagnostics(): Promise<RoomDiagnostics> {
    return (await this.reader.view((view) => view.state())).ignored
  }

  async *watch({ from, signal }: WatchOptions = {}): AsyncGenerator<RoomEvent> {
    const queue = new EventQueue()
    const end = () => queue.end()
    signal?.addEventListener('abort', end, { once: true })
    this.#queues.add(queue)
    try {
      if (signal?.aborted || this.#closing !== null) return
      await this.#watch.look()
      const given = new Set<string>()
      if (from !== undefined) yield* this.#past(from, given)
      for await (const event of queue.read()) {
        if (event.type !== 'message' || !given.delete(event.message.id)) yield event
      }
    } finally {
      this.#queues.delete(queue)
      signal?.removeEventListener('abort', end)
    }
  }

  async *#past(from: number, given: Set<string>): AsyncGenerator<RoomEvent> {
    let next = from
    for (;;) {
      const messages = await this.reader.messagesFrom(next, MAX_PAGE_MESSAGES)
      if (messages.length === 0) return
      given.clear()
      for (const message of messages) {
        given.add(message.id)
        yield { type: 'message', message }
      }
      next = (messages.at(-1)?.seq ?? next) + 1
    }
  }

  /** Brings name and state up to date with the view. */
  async refresh(): Promise<void> {
    if (this.#isOver()) return
    // A room keeps its name, and a member who can write was not refused: nothing to look up after each message.
    if (this.#isNamed && this.base.writable) {
      this.#enter('member', null)
      this.#noticeWriters()
      return
    }
    const writerKey = this.base.local.key
    const { room, refusal, device } = await this.reader.view(async (view) => ({
      room: await view.room(),
      refusal: writerKey === null ? null : await view.refusal(writerKey),
      device: writerKey === null ? null : await view.device(writerKey),
    }))
    if (this.#isOver()) return
    if (room !== null) {
      this.#name = room.name
      this.#isNamed = true
    }
    // Autobase has no writer for a moment when it fast-forwards; a member stays one while the view says so.
    const isMember = this.base.writable || (this.#state === 'member' && device !== null)
    if (isMember) this.#enter('member', null)
    else if (refusal !== null) this.#enter('refused', refusalError(refusal))
    else this.#enter('joining', null)
    this.#noticeWriters()
  }

  /** The base stopped, or must stop: nothing is written any more. Opening the room again may help. */
  fail(problem: Error): void {
    if (this.#isOver()) return
    this.#enter('failed', problem)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    await this.#onclose()
    await this.writer.settled()
    this.#enter('closed', this.#problem)
    for (const queue of this.#queues) queue.end()
    await this.#refreshing
    await this.base.close()
  }

  #isOver(): boolean {
    return this.#closing !== null || this.#state === 'failed' || this.#state === 'closed'
  }

  #enter(state: RoomStateName, problem: Error | null): void {
    if (this.#state === state) return
    this.#state = state
    this.#problem = problem
    this.#tell({ type: 'state', state })
  }

  #assertWritable(): void {
    if (this.#closing !== null) throw RoomErrors.ROOM_CLOSED()
    if (this.#state === 'failed' && this.#problem !== null) throw this.#problem
    if (!this.base.writable) throw RoomErrors.ROOM_NOT_WRITABLE({ state: this.#state })
  }

  #onupdate(): void {
    if (this.#isOver()) return
    this.emit('update')
    if (this.#isRefreshDue) return
    this.#isRefreshDue = true
    this.#refreshing = this.#refreshing.then(() => {
      this.#isRefreshDue = false
      return this.#afterUpdate()
    })
  }

  async #afterUpdate(): Promise<void> {
    try {
      await this.refresh()
      // Nobody listens: nothing to compare. The first watcher starts from what is there then.
      if (this.#queues.size > 0 || this.listenerCount('event') > 0) await this.#watch.look()
    } catch (error) {
      // A reading that failed because the base is closing, or ran into its deadline: the next update looks again.
      this.#peer.logger.debug({ error, room: this.id }, 'could not read the room after an update')
    }
  }

  #noticeWriters(): void {
    const writers = this.base.system?.members ?? -1
    if (writers === this.#writers) return
    this.#writers = writers
    this.emit('cores')
  }

  #tell(event: RoomEvent): void {
    this.emit('event', event)
    for (const queue of this.#queues) queue.push(event)
  }
}

function assertMessage(text: string): void {
  const { MAX_MESSAGE_BYTES } = LIMITS
  if (text === '') throw RoomErrors.MESSAGE_INVALID({ reason: 'it is empty' })
  if (!text.isWellFormed()) throw RoomErrors.MESSAGE_INVALID({ reason: 'it is not well-formed text' })
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_MESSAGE_BYTES) {
    throw RoomErrors.MESSAGE_INVALID({ reason: `it takes ${bytes} bytes, more than ${MAX_MESSAGE_BYTES}` })
  }
}

function refusalError(reason: RefusalReason): Error {
  switch (reason) {
    case 'spent':
      return RoomErrors.INVITE_SPENT()
    case 'expired':
      return RoomErrors.INVITE_EXPIRED()
    case 'revoked':
    case 'full':
      return RoomErrors.INVITE_REFUSED()
  }
}
