/** A room on an encrypted Autobase. */
import { EventEmitter } from 'node:events'
import type { Peer } from '@comice/core'
import { displayName, encodeKey, normalizeName, ROOM_VERSION, type RoomKind } from '@comice/protocol'
import type { RoomBase } from '../base/open-base.ts'
import { RoomErrors } from '../errors.ts'
import type { HypercoreRoomFiles } from '../file/room-files-hypercore.ts'
import type { RoomSigning } from '../signing/room-signing.ts'
import { assembleRoom } from './assemble-room.ts'
import { importedMessages } from './imported-messages.ts'
import { RoomAudience } from './room-audience.ts'
import { OwnMute } from './own-mute.ts'
import { listCores, nameSeeder } from './room-cores.ts'
import type { RoomInvites } from './room-invites.ts'
import type { Message, MessagePlace } from './room-message.ts'
import type { RoomOwnDevices } from './room-own-devices.ts'
import type { RoomMessages } from './room-messages.ts'
import type { RoomPeople } from './room-people.ts'
import type { RoomReader } from './room-reader.ts'
import type { RoomSealer } from './room-sealer.ts'
import { type Standing, standingOf } from './room-standing.ts'
import { RoomWatch } from './room-watch.ts'
import type { RoomWriter } from './room-writer.ts'
import { untilUpdate } from './until-update.ts'
import type {
  CreatedInvite,
  HistoryOptions,
  HistoryPage,
  InviteOptions,
  Member,
  Room,
  RoomCore,
  RoomDiagnostics,
  RoomEvent,
  RoomEvents,
  RoomStateName,
  SayOptions,
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
  readonly sealer: RoomSealer
  readonly people: RoomPeople
  readonly upgrade: Room['upgrade']
  readonly delete: Room['delete'] = (id) => this.#messages.delete(id)
  readonly setRole: Room['setRole'] = (member, role) => this.people.setRole(member, role)
  readonly remove: Room['remove'] = (member) => this.people.remove(member)
  readonly ban: Room['ban'] = (member) => this.people.ban(member)
  readonly unban: Room['unban'] = (member) => this.people.unban(member)
  readonly approve: Room['approve'] = (id) => this.people.approve(id)
  readonly decline: Room['decline'] = (id) => this.people.decline(id)
  readonly former: Room['former'] = () => this.people.former()
  readonly pending: Room['pending'] = () => this.people.pending()
  readonly seeders: Room['seeders'] = () => this.reader.seeders()
  readonly report: Room['report']
  readonly reports: Room['reports']
  readonly dismiss: Room['dismiss']
  readonly mute: Room['mute'] = (member, options) => this.people.mute(member, options?.forMs)
  readonly unmute: Room['unmute'] = (member) => this.people.unmute(member)
  readonly pins: Room['pins'] = () => this.#messages.pins()
  readonly invites: Room['invites'] = () => this.#invites.list()
  readonly message: Room['message']
  readonly thread: Room['thread']
  readonly seqAt: Room['seqAt']
  readonly position: Room['position']
  readonly altered: Room['altered']
  readonly imported: Room['imported']
  readonly devices: Room['devices']
  readonly ownDevices: RoomOwnDevices
  readonly files: HypercoreRoomFiles
  readonly signing: RoomSigning
  readonly signer: Room['signer'] = () => this.signing.signer()
  readonly takeOver: Room['takeOver'] = () => this.signing.takeOver()
  readonly #messages: RoomMessages
  readonly #ownMute: OwnMute
  readonly #invites: RoomInvites
  readonly #peer: Peer
  readonly #onclose: () => Promise<void>
  readonly #watch: RoomWatch
  readonly #audience: RoomAudience
  #name: string
  #standing: Standing | null = null
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
    const parts = assembleRoom({
      peer,
      base,
      key,
      changed: (ms) => untilUpdate(this, ms),
      onfiles: () => this.emit('files'),
      assertWritable: () => this.#assertWritable(),
    })
    const { reader, writer, files, sealer, people, recall, reports } = parts
    this.files = files
    this.reader = reader
    this.writer = writer
    this.sealer = sealer
    this.people = people
    this.#messages = parts.messages
    this.message = (message) => recall.message(message)
    this.thread = (message) => recall.thread(message)
    this.seqAt = (at) => recall.seqAt(at)
    this.position = () => recall.position()
    this.altered = () => recall.altered()
    this.imported = () => importedMessages(reader, peer.identity.publicKey)
    this.devices = () => recall.devices()
    this.upgrade = () => parts.upgrade()
    this.report = (message, reason = '') => reports.report(message, reason)
    this.reports = () => reports.list()
    this.dismiss = (id) => reports.dismiss(id)
    this.#ownMute = new OwnMute({
      current: () => this.#standing?.mute ?? null,
      now: () => peer.now(),
      refresh: () => this.refresh(),
      write: (operation) => writer.write(operation),
    })
    this.#invites = parts.invites
    this.signing = parts.signing
    this.ownDevices = parts.ownDevices
    this.#watch = new RoomWatch(reader, (event) => this.#tell(event))
    this.#audience = new RoomAudience(reader, () => this.#watch.look())
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

  /** As of the last look at the view. */
  get isSecondFormat(): boolean {
    return this.#standing?.isSecondFormat ?? false
  }

  async format(): Promise<number> {
    return (await this.reader.view((view) => view.room()))?.roomVersion ?? 1
  }

  kind(): Promise<RoomKind> {
    return this.reader.view((view) => view.kind())
  }

  async say(text: string, options?: SayOptions): Promise<Message> {
    await this.#ownMute.assertMaySpeak()
    return this.#messages.say(text, options)
  }

  async edit(id: string, text: string): Promise<void> {
    await this.#ownMute.assertMaySpeak()
    await this.#messages.edit(id, text)
  }

  async react(id: string, emojis: readonly string[]): Promise<void> {
    if (emojis.length > 0) await this.#ownMute.assertMaySpeak()
    await this.#messages.react(id, emojis)
  }

  pin(message: MessagePlace, on = true): Promise<void> {
    return this.#messages.pin(message, on)
  }

  history(options?: HistoryOptions): Promise<HistoryPage> {
    return this.reader.history(options)
  }

  members(): Promise<Member[]> {
    return this.reader.members()
  }

  async leave(): Promise<void> {
    await this.people.leave()
    await this.refresh()
  }

  async rename(nickname: string): Promise<void> {
    await this.#ownMute.assertMaySpeak()
    await this.writer.write({ kind: 'profile', name: normalizeName(nickname) })
  }

  createInvite(options: InviteOptions = {}): Promise<CreatedInvite> {
    return this.#invites.create(options)
  }

  revokeInvite(id: string): Promise<void> {
    return this.#invites.revoke(id)
  }

  async setSeeder(seederKey: Uint8Array, on = true): Promise<void> {
    await nameSeeder({ reader: this.reader, writer: this.writer }, { seederKey, on })
  }

  cores(): Promise<RoomCore[]> {
    return listCores(this.base)
  }

  async diagnostics(): Promise<RoomDiagnostics> {
    return (await this.reader.view((view) => view.state())).ignored
  }

  watch(options?: WatchOptions): AsyncIterable<RoomEvent> {
    return this.#audience.watch(options)
  }

  /** Brings name and state up to date with the view. */
  async refresh(): Promise<void> {
    if (this.#isOver()) return
    const standing = await standingOf(this.base, {
      reader: this.reader,
      before: this.#standing,
      identityKey: this.#peer.identity.publicKey,
    })
    if (this.#isOver()) return
    const wasUpgraded = this.#standing?.isSecondFormat === false && standing.isSecondFormat
    const before = this.#state
    this.#standing = standing
    if (standing.name !== null) this.#name = standing.name
    this.#enter(standing.state, standing.problem)
    this.#noticeWriters()
    // Who looked at the first one took the room for what it was before.
    if (wasUpgraded || this.#state !== before) this.emit('update')
  }

  /** The base stopped, or must stop: nothing is written any more. Opening the room again may help. */
  fail(problem: Error): void {
    if (this.#isOver()) return
    this.#enter('failed', problem)
    // A base that stopped has no updates any more, and who looks at the room waits for one.
    this.emit('update')
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
    await this.files.close()
    await this.writer.settled()
    this.#enter('closed', this.#problem)
    this.#audience.end()
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
    if ((this.#state === 'failed' || this.#state === 'removed') && this.#problem !== null) throw this.#problem
    if (this.base.writable) return
    if (this.#standing?.isReader === true)
      throw RoomErrors.NOT_ALLOWED({ action: 'write: a reader only reads' })
    throw RoomErrors.ROOM_NOT_WRITABLE({ state: this.#state })
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
      if (this.#audience.size > 0 || this.listenerCount('event') > 0) await this.#watch.look()
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
    this.#audience.tell(event)
  }
}
