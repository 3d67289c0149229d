/** The contract of a room: what programs see. */
import type { EventEmitter } from 'node:events'
import type { Departure, Role, RoomKind } from '@comice/protocol'
import type { RoomFiles } from '../file/room-files.ts'
import type { Message, MessageOrigin, MessagePlace } from './room-message.ts'
import type { OwnDevicesInRoom } from './room-own-devices.ts'
import type { RoomSigner } from '../signing/room-signing.ts'

export type { Message, MessageFile, MessageOrigin, MessagePlace, Reaction } from './room-message.ts'
export type { OwnDeviceRequest, OwnDevicesInRoom } from './room-own-devices.ts'
export type { RoomSigner } from '../signing/room-signing.ts'

export interface Member {
  /** Identity, as z-base-32. */
  readonly id: string
  /** Current nickname, safe to show on one line. The first eight characters of `id` when it has none. */
  readonly name: string
  readonly role: Role
  /** When they were let in, by the clock of who did, in ms since 1970. */
  readonly admittedAt: number
  readonly mine: boolean
  /** Null: what they say is shown. */
  readonly muted: Muting | null
}

/** What somebody says is not shown. */
export interface Muting {
  /** When it is over, by their own clock, in ms since 1970; null: when somebody takes it back. */
  readonly until: number | null
  /** Identity of who said so, as z-base-32. */
  readonly by: string
}

/** A message that somebody told those who moderate about. */
export interface Report {
  /** Names the report: `<core key>/<index>`. */
  readonly id: string
  /** Identity of who reports, as z-base-32. */
  readonly by: string
  /** Their current nickname, safe to show on one line. */
  readonly name: string
  /** When, by their clock, in ms since 1970. */
  readonly claimedAt: number
  /** The message. Null: it was not sealed to this device, which was none of a moderator then, or whose person it is about. */
  readonly about: MessagePlace | null
  /** Why, up to 1,024 bytes of UTF-8. Not safe for a terminal. May be empty. */
  readonly reason: string
  /** The message as it reads now; null when it was not found where it was. */
  readonly message: Message | null
}

/** A device of somebody who is in a room. */
export interface MemberDevice {
  /** Its public key. */
  readonly key: Uint8Array
  /** Identity of whose it is, as z-base-32. */
  readonly member: string
}

export interface InviteInfo {
  /** Names the invite, as z-base-32. Not secret: the text is. */
  readonly id: string
  /** First moment at which it no longer admits, in ms since 1970; null: never. */
  readonly expiresAt: number | null
  /** How many people it admits; null: any number. */
  readonly maxUses: number | null
  readonly uses: number
  readonly revoked: boolean
  /** Identity of the member who made it, as z-base-32. */
  readonly createdBy: string
  /** What it makes people. */
  readonly role: Role
  /** Whether somebody must approve who comes in by it. */
  readonly needsApproval: boolean
}

/** Somebody who waits to be let in. */
export interface PendingJoin {
  /** Names the device that waits, as z-base-32. */
  readonly id: string
  /** Identity, as z-base-32. */
  readonly person: string
  readonly name: string
  readonly role: Role
  /** False: they only wait until the room has agreed on who used the invite. */
  readonly needsApproval: boolean
  /** When they asked, by the clock of the member who was asked. */
  readonly askedAt: number
}

/** Somebody who is not in the room any more. */
export interface FormerMember {
  /** Identity, as z-base-32. */
  readonly id: string
  readonly name: string
  readonly departure: Departure
  /** Identity of who said so, as z-base-32. */
  readonly by: string
  /** What they wrote that came after it. It changed nothing. */
  readonly heldBack: number
  /** The first messages among it. */
  readonly messages: readonly { readonly id: string; readonly text: string; readonly claimedAt: number }[]
}

/** A new invite. Whoever has the text can ask to join, so treat it as a secret. */
export interface CreatedInvite {
  readonly id: string
  readonly text: string
  readonly expiresAt: number | null
  readonly maxUses: number | null
}

export interface InviteOptions {
  /** Default one week. 0: never expires. */
  expiresInMs?: number
  /** 0: any number of people, the default; in a room of the first format it is 1. Who comes by a count waits for the creator. */
  maxUses?: number
  /** What it makes people: not above the own role. Default `member`; in a broadcast `reader`. */
  role?: Role
  /** Whether a moderator must approve who comes in by it. Default false. */
  needsApproval?: boolean
}

export interface SayOptions {
  /** The message that this answers: its id, with its number to find it by. */
  replyTo?: MessagePlace
  /** Identities that it mentions, as z-base-32, at most 32. */
  mentions?: readonly string[]
  /** Ids of files that it brings, at most 8, in their order; see {@link RoomFiles.add}. Then the text may be empty. */
  files?: readonly string[]
  /** It was said elsewhere before, and says so; then it answers nothing. A room of the first format does not keep it. */
  isForwarded?: boolean
  /** Who said it elsewhere, as a file says. It stands above the text, and takes up to 190 bytes of what a message may have. */
  imported?: MessageOrigin
}

/** A message that this person has imported. */
export interface ImportedMessage {
  readonly origin: MessageOrigin
  /** Where it is here. */
  readonly place: MessagePlace
}

export interface HistoryOptions {
  /** Messages with a smaller `seq`. Default: the newest. */
  before?: number
  /** Default 50, at most 500. */
  limit?: number
  /** How long to wait for messages that only others hold. Default 10,000 ms. */
  timeoutMs?: number
  /** True: ends, as if there were no more, at the first message that is not on this disk. Default false. */
  isLocal?: boolean
}

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** Whether there are older ones. */
  readonly more: boolean
}

/** Where a room's history stands: compared with an earlier one it says what there is to read again. */
export interface HistoryPosition {
  /** As earlier: what was there then has kept its numbers. */
  readonly order: string
  /** How many messages there are. */
  readonly messages: number
  /** Grows with each edit, deletion, reaction and pin, and with each key that lets this device read more. */
  readonly changes: number
}

/** What became of a message that was edited or deleted. */
export interface AlteredMessage {
  /** See {@link Message.id}. */
  readonly id: string
  readonly editedAt: number | null
  readonly isDeleted: boolean
  /** What it says now; null when it was deleted, or cannot be read. */
  readonly text: string | null
}

/** A message with everything that answers it, and what answers that. */
export interface Thread {
  /** Answers nothing, or something that was not found. */
  readonly root: Message
  /** Oldest first. */
  readonly replies: readonly Message[]
  /** False: it was looked for as far as it is looked for at once, and there may be more. */
  readonly isWhole: boolean
}

/**
 * | state | means |
 * |---|---|
 * | joining | this device was let in, but has not seen it yet; it can read what it has |
 * | pending | a member let this device in, and it waits until the room agrees or somebody approves it |
 * | member | this device reads, and writes unless its person is a reader |
 * | refused | the agreed order refused this device's admission, see {@link Room.problem} |
 * | removed | this person left, or was removed, see {@link Room.problem}; what is here can still be read |
 * | failed | the room stopped, see {@link Room.problem} |
 * | closed | it was closed here |
 */
export type RoomStateName = 'joining' | 'pending' | 'member' | 'refused' | 'removed' | 'failed' | 'closed'

export type RoomEvent =
  /** A message that was not there before. */
  | { readonly type: 'message'; readonly message: Message }
  /**
   * Somebody joined or went, has another name or role, or is muted or no longer: read members, and relabel what is shown. Or there
   * is another report, or one less.
   */
  | { readonly type: 'members' }
  /** The order changed, a message did, or more arrived than is told one by one: read the page again. */
  | { readonly type: 'reload' }
  | { readonly type: 'state'; readonly state: RoomStateName }

export interface WatchOptions {
  /** First give the messages from this `seq` on, as `message` events. Default: only what comes. */
  from?: number
  signal?: AbortSignal
}

/** What a core holds. A seeder needs all of them; `bootstrap` is also the first writer. */
export type RoomCoreKind = 'writer' | 'system' | 'view'

export interface RoomCore {
  readonly key: Uint8Array
  readonly kind: RoomCoreKind
  /** Blocks that this peer knows of. */
  readonly length: number
}

/** How many operations of members were ignored, and why. They changed nothing but these numbers. */
export interface RoomDiagnostics {
  readonly malformed: number
  readonly oversized: number
  readonly unknown: number
  readonly unauthorised: number
}

export interface RoomEvents {
  /** Something was applied: a message, a member, an order. */
  update: []
  /** As {@link Room.watch}. */
  event: [event: RoomEvent]
  /** The set of cores changed; see {@link Room.cores}. */
  cores: []
  /** A file came to this disk or went, or was said; see {@link Room.files}. */
  files: []
}

/** A room that is open. */
export interface Room extends Pick<EventEmitter<RoomEvents>, 'on' | 'once' | 'off'> {
  /** Its key, as z-base-32. */
  readonly id: string
  readonly key: Uint8Array
  readonly discoveryKey: Uint8Array
  /** The room's name, safe to show on one line. */
  readonly name: string
  readonly state: RoomStateName
  /** Why `state` is `refused`, `removed` or `failed`. */
  readonly problem: Error | null
  /** The devices of this person in the room. */
  readonly ownDevices: OwnDevicesInRoom
  /** What messages bring. */
  readonly files: RoomFiles
  /** Version of the room's format. In 1, messages are not sealed, and nobody has another role than owner and member. */
  format(): Promise<number>
  kind(): Promise<RoomKind>
  /** Asks for the newest format, as the owner. Members with an older program see that they must update. @throws NOT_ALLOWED and as {@link say} */
  upgrade(): Promise<void>

  /**
   * Says something. Resolves when it is on this disk to stay; calls at the same time share one write.
   * @throws MESSAGE_INVALID, FILE_NOT_FOUND, MUTED, ROOM_FORMAT, ROOM_NOT_WRITABLE, ROOM_CLOSED, ROOM_FAILED, and what the disk says
   */
  say(text: string, options?: SayOptions): Promise<Message>
  /** Says an own message in another way; shown as edited. @throws MESSAGE_NOT_FOUND, ROOM_FORMAT, NOT_ALLOWED and as {@link say} */
  edit(id: string, text: string): Promise<void>
  /** Takes a message away, for everybody. @throws MESSAGE_NOT_FOUND, ROOM_FORMAT, NOT_ALLOWED and as {@link say} */
  delete(id: string): Promise<void>
  /** One's own reactions to a message, instead of those before. @throws MESSAGE_NOT_FOUND, ROOM_FORMAT and as {@link say} */
  react(id: string, emojis: readonly string[]): Promise<void>
  /** @throws MESSAGE_NOT_FOUND, PINS_FULL, ROOM_FORMAT, NOT_ALLOWED and as {@link say} */
  pin(message: MessagePlace, on?: boolean): Promise<void>
  /** Pinned messages, in their order; those that moved too far to be found are left out. */
  pins(): Promise<Message[]>
  /** A message by its id: near its number, or among the newest without one. @throws MESSAGE_NOT_FOUND and as {@link history} */
  message(message: Partial<Pick<MessagePlace, 'seq'>> & Pick<MessagePlace, 'id'>): Promise<Message>
  /** @throws HISTORY_UNREACHABLE, ROOM_CLOSED */
  history(options?: HistoryOptions): Promise<HistoryPage>
  /** The thread that a message is in, as far as deletions leave it. @throws MESSAGE_NOT_FOUND and as {@link history} */
  thread(message: Partial<Pick<MessagePlace, 'seq'>> & Pick<MessagePlace, 'id'>): Promise<Thread>
  /**
   * Number of the first message from that moment on, by what their authors say, in ms since 1970: `messages` of
   * {@link position} when there is none. One clock that is off does not mislead it. @throws as {@link history}
   */
  seqAt(at: number): Promise<number>
  position(): Promise<HistoryPosition>
  /** All that this person has imported, whatever became of it since. Some may come twice. @throws as {@link history} */
  imported(): AsyncIterable<ImportedMessage>
  /** Every message that was edited or deleted, in no order. */
  altered(): Promise<AlteredMessage[]>
  members(): Promise<Member[]>
  /** The devices of everybody who is in the room. */
  devices(): Promise<MemberDevice[]>
  /** Gives somebody another role. @throws MEMBER_NOT_FOUND, NOT_ALLOWED, ROOM_LAST_OWNER, ROOM_FORMAT and as {@link say} */
  setRole(member: string, role: Role): Promise<void>
  /** Puts somebody out, with all devices, and makes a new key without them. @throws as {@link setRole} */
  remove(member: string): Promise<void>
  /** The same, and no invite admits them again. @throws as {@link setRole} */
  ban(member: string): Promise<void>
  /** Lets invites admit somebody again. @throws as {@link setRole} */
  unban(member: string): Promise<void>
  /**
   * What somebody says from here on is not shown, for so many ms, or until somebody takes it back. Saying it again with another time
   * replaces it. @throws as {@link setRole}
   */
  mute(member: string, options?: { forMs?: number }): Promise<void>
  /** Shows what they say from here on. What they said meanwhile stays as it is. @throws as {@link setRole} */
  unmute(member: string): Promise<void>
  /**
   * Tells those who moderate about a message: only their devices can read which, and why; everybody sees that there is a report,
   * and whose. @throws MESSAGE_NOT_FOUND, REPORT_INVALID, REPORTS_FULL, REPORT_TO_NOBODY, ROOM_FORMAT, NOT_ALLOWED and as {@link say}
   */
  report(message: MessagePlace, reason?: string): Promise<void>
  /** What was reported and not dismissed, oldest first, for moderators and above. @throws NOT_ALLOWED */
  reports(): Promise<Report[]>
  /** Is done with a report; or takes the own one back. @throws REPORT_NOT_FOUND, NOT_ALLOWED and as {@link say} */
  dismiss(report: string): Promise<void>
  /** Leaves. What is here can still be read. @throws ROOM_LAST_OWNER and as {@link say} */
  leave(): Promise<void>
  /** Who is not in any more, with what they wrote after that. */
  former(): Promise<FormerMember[]>
  /** Who waits to be let in. */
  pending(): Promise<PendingJoin[]>
  /** Lets somebody in who waits, by the id of the device. @throws PENDING_NOT_FOUND, PENDING_UNSETTLED, NOT_ALLOWED and as {@link say} */
  approve(id: string): Promise<void>
  /** Sends somebody away who waits. @throws PENDING_NOT_FOUND, NOT_ALLOWED and as {@link say} */
  decline(id: string): Promise<void>
  /** Takes another nickname, which also labels what was said before. @throws NAME_INVALID and as {@link say} */
  rename(nickname: string): Promise<void>

  /** The device that signs the order, which newcomers start from. Null: this device has not seen the room's beginning yet. */
  signer(): Promise<RoomSigner | null>
  /**
   * Has this device sign the order from here on, as an owner's: when the one that did is gone for ever. What it signed and
   * nobody here knows of is put in order again. @throws NOT_ALLOWED, ROOM_FORMAT, SIGNING_NOT_TAKEN and as {@link say}
   */
  takeOver(): Promise<void>

  /** @throws INVITES_FULL and as {@link say} */
  createInvite(options?: InviteOptions): Promise<CreatedInvite>
  /** @throws INVITE_NOT_FOUND, NOT_ALLOWED and as {@link say} */
  revokeInvite(id: string): Promise<void>
  invites(): Promise<InviteInfo[]>

  /** Names a seeder that shall hold the room, or takes it off. @throws SEEDERS_FULL and as {@link say} */
  setSeeder(seederKey: Uint8Array, on?: boolean): Promise<void>
  /** Public keys of the seeders that shall hold the room. */
  seeders(): Promise<Uint8Array[]>
  /** Every core that somebody needs to have the whole room, of members that are gone too. */
  cores(): Promise<RoomCore[]>
  diagnostics(): Promise<RoomDiagnostics>

  /** What happens, until the room closes or `signal` aborts. */
  watch(options?: WatchOptions): AsyncIterable<RoomEvent>
  /** Idempotent. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}
