/** One reading of a room: everything in it is from the same state of the view. */
import type { Epoch } from '@comice/core'
import {
  displayName,
  encodeKey,
  type FileReference,
  isEqualBytes,
  type MemberRecord,
  type MessageId,
  type MessageMarksRecord,
  type MessageRecord,
  type SealedBody,
  type SealedMessageRecord,
} from '@comice/protocol'
import b4a from 'b4a'
import type { EpochKeys } from '../epoch/epoch-keys.ts'
import { mayDo } from '../role/role.ts'
import { type RoomBee, ViewReader } from '../view/room-view.ts'
import { type AnyMessageRecord, isSealed, readMessages } from '../view/view-messages.ts'
import type { RoomState } from '../view/view-encoding.ts'
import { messageFile } from '../file/message-file.ts'
import { readOrigin } from './message-origin.ts'
import { isForwarded, type Read, readMessageBody, readReactions, type Said } from './room-body.ts'
import type { Message, MessageOrigin, Reaction } from './room-message.ts'
import type { AlteredMessage } from './room.ts'

/** Characters of an identity that stand for the name of somebody who has none. */
const SHORT_ID_CHARS = 8

/** The newest messages, and what the room has counted. */
export interface Newest {
  count: number
  personChanges: number
  /** Grows with what changes messages that are there: edits, and keys to read them with. */
  noteChanges: number
  records: AnyMessageRecord[]
}

/** Who reads, in which room. */
export interface ReadingScope {
  readonly roomKey: Uint8Array
  /** Whose messages are `mine`. */
  readonly identityKey: Uint8Array
  readonly keys: EpochKeys
}

type Content = Pick<
  Message,
  | 'text'
  | 'replyTo'
  | 'isForwarded'
  | 'imported'
  | 'mentions'
  | 'editedAt'
  | 'deletedBy'
  | 'isPinned'
  | 'reactions'
  | 'files'
  | 'unreadable'
  | 'isLate'
  | 'isMuted'
>

const NO_CONTENT: Content = {
  text: '',
  replyTo: null,
  isForwarded: false,
  imported: null,
  mentions: [],
  editedAt: null,
  deletedBy: null,
  isPinned: false,
  reactions: [],
  files: [],
  unreadable: null,
  isLate: false,
  isMuted: false,
}

export class RoomReading extends ViewReader {
  readonly bee: RoomBee
  /** The same as in an earlier reading: the view has only grown since, and nothing in it has moved. */
  readonly history: string
  readonly #scope: ReadingScope
  /** By epoch id: many messages are of one, and looking for a key that is not there takes a while. */
  readonly #epochs = new Map<string, Promise<Epoch | null>>()
  /** Whether this person is shown what muted people say. */
  #mayLook: Promise<boolean> | null = null

  constructor(bee: RoomBee, scope: ReadingScope) {
    super(bee)
    this.bee = bee
    this.history = historyOf(bee)
    this.#scope = scope
  }

  /** The newest messages, without names: what the watch compares. */
  async newest(limit: (count: number) => number): Promise<Newest> {
    const { messages: count, personChanges, notes, seals } = await this.state()
    const records = await readMessages(this.bee, { before: count, limit: limit(count) })
    return { count, personChanges, noteChanges: notes + seals, records }
  }

  /** Everybody who is in the room now. */
  async presentPeople(): Promise<MemberRecord[]> {
    const gone = await this.departures()
    const people = await this.people()
    if (gone.length === 0) return people
    const keys = new Set(gone.map(({ identityKey }) => encodeKey(identityKey)))
    return people.filter(({ identityKey }) => !keys.has(encodeKey(identityKey)))
  }

  /** Keys of one person's devices, those that were put out left out. */
  async devicesOf(identityKey: Uint8Array): Promise<Uint8Array[]> {
    const devices = (await this.devices()).map(({ owner }) => owner)
    return devices
      .filter((owner) => isEqualBytes(owner.identityKey, identityKey))
      .map(({ deviceKey }) => deviceKey)
  }

  /** Keys of the devices of everybody who is in the room now. */
  async presentDevices(): Promise<{ deviceKey: Uint8Array; identityKey: Uint8Array }[]> {
    const present = new Set((await this.presentPeople()).map(({ identityKey }) => encodeKey(identityKey)))
    const devices = (await this.devices()).map(({ owner }) => owner)
    return devices.filter(({ identityKey }) => present.has(encodeKey(identityKey)))
  }

  async named(records: readonly AnyMessageRecord[]): Promise<Message[]> {
    const state = await this.state()
    const pins = new Set(state.pins === 0 ? [] : (await this.pins()).map(({ target }) => messageId(target)))
    const nameById = new Map<string, string>()
    const messages: Message[] = []
    for (const record of records) {
      const { identityKey, seq, claimedAt } = record
      const author = encodeKey(identityKey)
      const name = nameById.get(author) ?? nameOf(author, (await this.person(identityKey))?.name ?? '')
      nameById.set(author, name)
      const mine = isEqualBytes(identityKey, this.#scope.identityKey)
      const id = messageId(record.id)
      const content = await this.#content(record, state)
      messages.push({ id, seq, author, name, claimedAt, mine, ...content, isPinned: pins.has(id) })
    }
    return messages
  }

  /** The text of a sealed message as it was written. */
  async textOf({ body, identityKey }: Pick<SealedMessageRecord, 'body' | 'identityKey'>): Promise<string> {
    const read = await this.#read(body, { identityKey, kind: 'post', target: null })
    return 'value' in read ? read.value.text : ''
  }

  /** Where a message was said before, as it was written: also of one that was edited or deleted since. */
  async originOf(record: AnyMessageRecord): Promise<MessageOrigin | null> {
    return readOrigin(isSealed(record) ? await this.textOf(record) : record.text).origin
  }

  /** The files that a message brings; none of one that was deleted. */
  async filesOf(record: AnyMessageRecord): Promise<readonly FileReference[]> {
    if ((await this.#isHidden(record)) || (await this.marks(record.id))?.deletedBy) return []
    const read = await this.#posted(record)
    return read !== null && 'value' in read ? read.value.files : []
  }

  /** What became of each message that was edited or deleted. */
  async altered(): Promise<AlteredMessage[]> {
    if ((await this.state()).notes === 0) return []
    const altered: AlteredMessage[] = []
    for (const { id, marks } of await this.allMarks()) {
      const isDeleted = marks.deletedBy !== null
      if (!isDeleted && marks.edit === null) continue
      const editedAt = marks.edit === null ? null : marks.editedAt
      const text = isDeleted ? null : await this.#editedText(id, marks.edit)
      altered.push({ id: messageId(id), editedAt, isDeleted, text })
    }
    return altered
  }

  async #editedText(target: MessageId, edit: SealedBody | null): Promise<string | null> {
    const author = await this.ownerOfCore(target.writerKey)
    if (author === null || edit === null) return null
    const read = await this.#read(edit, { identityKey: author.identityKey, kind: 'edit', target })
    return 'value' in read ? read.value.text : null
  }

  async #content(record: AnyMessageRecord, { notes }: RoomState): Promise<Content> {
    const marks = notes === 0 ? null : await this.marks(record.id)
    const isMuted = isSealed(record) && record.isMuted
    if (marks?.deletedBy) return { ...NO_CONTENT, isMuted, deletedBy: encodeKey(marks.deletedBy) }
    if (await this.#isHidden(record)) return { ...NO_CONTENT, isMuted }
    const reactions = await this.#reactions(record.id, marks)
    const editedAt = marks?.edit ? marks.editedAt : null
    const said = await this.#said(record, marks)
    return { ...NO_CONTENT, ...said, reactions, editedAt, isMuted }
  }

  /** What somebody said who was muted, and who looks is neither they nor a moderator. */
  async #isHidden(record: AnyMessageRecord): Promise<boolean> {
    if (!isSealed(record) || !record.isMuted) return false
    const { identityKey } = this.#scope
    if (isEqualBytes(record.identityKey, identityKey)) return false
    this.#mayLook ??= this.person(identityKey).then(
      (me) => me !== null && mayDo(me.role, 'mute a lower role'),
    )
    return !(await this.#mayLook)
  }

  async #said(record: AnyMessageRecord, marks: MessageMarksRecord | null): Promise<Partial<Content>> {
    const { identityKey, id } = record
    const posted = await this.#posted(record)
    if (marks?.edit) {
      const read = await this.#read(marks.edit, { identityKey, kind: 'edit', target: id })
      // What it brought stays: an edit says something else about it.
      const files = posted === null ? {} : { files: saidIn(posted).files ?? [] }
      return { ...saidIn(read), ...files, isLate: marks.isEditLate }
    }
    if (!isSealed(record)) return plainContent(record)
    return { ...(posted === null ? {} : saidIn(posted)), isLate: record.isLate }
  }

  /** The body of a sealed message as it was written; null in a room of the first format. */
  async #posted(record: AnyMessageRecord): Promise<Read<Said> | null> {
    if (!isSealed(record)) return null
    return this.#read(record.body, { identityKey: record.identityKey, kind: 'post', target: null })
  }

  async #read(
    body: SealedMessageRecord['body'],
    place: { identityKey: Uint8Array; kind: 'post' | 'edit'; target: MessageId | null },
  ) {
    const { roomKey } = this.#scope
    return readMessageBody(await this.#epochOf(body), body, { roomKey, ...place })
  }

  #epochOf({ epochId }: SealedBody): Promise<Epoch | null> {
    const id = encodeKey(epochId)
    const epoch = this.#epochs.get(id) ?? this.#scope.keys.get(epochId, this)
    this.#epochs.set(id, epoch)
    return epoch
  }

  async #reactions(target: MessageId, marks: MessageMarksRecord | null): Promise<Reaction[]> {
    if (marks === null || marks.reactions === 0) return []
    const { roomKey } = this.#scope
    const byEmoji = new Map<string, string[]>()
    for (const { identityKey, body } of await this.reactions(target)) {
      const epoch = await this.#epochOf(body)
      const emojis = readReactions(epoch, body, { roomKey, identityKey, kind: 'react', target })
      for (const emoji of new Set(emojis)) {
        byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), encodeKey(identityKey)])
      }
    }
    return [...byEmoji].map(([emoji, by]) => ({ emoji, by }))
  }
}

function plainContent({ text: said, replyTo }: MessageRecord): Partial<Content> {
  const { origin, text } = readOrigin(said)
  return { text, imported: origin, replyTo: replyTo === null ? null : { id: messageId(replyTo), seq: 0 } }
}

function saidIn(read: Read<Said>): Partial<Content> {
  if ('unreadable' in read) return { unreadable: read.unreadable }
  const { text: said, replyTo, replySeq, mentions, files } = read.value
  const { origin, text } = readOrigin(said)
  const answered = replyTo === null ? null : { id: messageId(replyTo), seq: replySeq }
  return {
    ...{ text, replyTo: answered, isForwarded: isForwarded(read.value), imported: origin },
    ...{ mentions: mentions.map(encodeKey), files: files.map(messageFile) },
  }
}

/** The view only grows while its core and its fork stay the same: each reorder that takes something back raises it. */
function historyOf({ core }: RoomBee): string {
  return `${b4a.toString(core.key ?? b4a.alloc(0), 'hex')}/${core.fork}`
}

export function nameOf(id: string, name: string): string {
  return displayName(name, id.slice(0, SHORT_ID_CHARS))
}

export function messageId({ writerKey, index }: MessageId): string {
  return `${encodeKey(writerKey)}/${index}`
}
