/** The contract of a room: what programs see. */
import type { EventEmitter } from 'node:events'
import type { Role } from '@comice/protocol'

/** A message as it reads now. */
export interface Message {
  /** Names the message for ever: `<core key>/<index>`. */
  readonly id: string
  /**
   * Its number in the order that this peer knows now, from 0. It can change while the newest messages of several
   * people are put in order; `id` does not.
   */
  readonly seq: number
  /** Identity of the author, as z-base-32. */
  readonly author: string
  /** The author's current nickname, safe to show on one line. Never empty: see {@link Member.name}. */
  readonly name: string
  /** As it was written, up to 16 KiB of UTF-8. Not safe for a terminal: use `sanitizeText` of @comice/protocol. */
  readonly text: string
  /** When the author says it was written, in ms since 1970. Nobody checks it. */
  readonly claimedAt: number
  /** Whether this identity wrote it, on whichever device. */
  readonly mine: boolean
}

export interface Member {
  /** Identity, as z-base-32. */
  readonly id: string
  /** Current nickname, safe to show on one line. The first eight characters of `id` when it has none. */
  readonly name: string
  readonly role: Role
  /** When they were let in, by the clock of who did, in ms since 1970. */
  readonly admittedAt: number
  readonly mine: boolean
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
  /** Default 1. 0: any number of people. */
  maxUses?: number
}

export interface HistoryOptions {
  /** Messages with a smaller `seq`. Default: the newest. */
  before?: number
  /** Default 50, at most 500. */
  limit?: number
  /** How long to wait for messages that only others hold. Default 10,000 ms. */
  timeoutMs?: number
}

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** Whether there are older ones. */
  readonly more: boolean
}

/**
 * | state | means |
 * |---|---|
 * | joining | this device was let in, but has not seen it yet; it can read what it has |
 * | member | this device reads and writes |
 * | refused | the agreed order refused this device's admission, see {@link Room.problem} |
 * | failed | the room stopped, see {@link Room.problem} |
 * | closed | it was closed here |
 */
export type RoomStateName = 'joining' | 'member' | 'refused' | 'failed' | 'closed'

export type RoomEvent =
  /** A message that was not there before. */
  | { readonly type: 'message'; readonly message: Message }
  /** Somebody joined, or took another name: read members, and relabel what is shown. */
  | { readonly type: 'members' }
  /** The order changed, or more arrived than is told one by one: read the page again. */
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
  /** Why `state` is `refused` or `failed`. */
  readonly problem: Error | null

  /**
   * Says something. Resolves when it is on this disk to stay; calls at the same time share one write.
   * @throws MESSAGE_INVALID, ROOM_NOT_WRITABLE, ROOM_CLOSED, ROOM_FAILED, and what the disk says
   */
  say(text: string): Promise<Message>
  /** @throws HISTORY_UNREACHABLE, ROOM_CLOSED */
  history(options?: HistoryOptions): Promise<HistoryPage>
  members(): Promise<Member[]>
  /** Takes another nickname, which also labels what was said before. @throws NAME_INVALID and as {@link say} */
  rename(nickname: string): Promise<void>

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
