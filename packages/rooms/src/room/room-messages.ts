/** What a member says, and does to what was said. */
import {
  decodeKey,
  encodeKey,
  fileMessageBody,
  LIMITS,
  messageBody,
  type MessageBody,
  type MessageId,
  reactionBody,
} from '@comice/protocol'
import { MAX_ROOM_PINS } from '../constants.ts'
import { RoomErrors } from '../errors.ts'
import { isAbove, mayDo } from '../role/role.ts'
import type { MessageFiles } from '../file/room-files-hypercore.ts'
import { findMessages } from './find-messages.ts'
import { withOrigin } from './message-origin.ts'
import { originSeq } from './room-body.ts'
import type { Message, MessagePlace } from './room-message.ts'
import type { RoomReader } from './room-reader.ts'
import { parseMessageId } from './parse-message-id.ts'
import type { RoomReading } from './room-reading.ts'
import type { RoomWriter } from './room-writer.ts'
import type { SayOptions } from './room.ts'

export interface RoomMessagesParts {
  reader: RoomReader
  writer: RoomWriter
  files: MessageFiles
  identityKey: Uint8Array
  now: () => number
}

export class RoomMessages {
  readonly #reader: RoomReader
  readonly #writer: RoomWriter
  readonly #files: MessageFiles
  readonly #identityKey: Uint8Array
  readonly #now: () => number

  constructor({ reader, writer, files, identityKey, now }: RoomMessagesParts) {
    this.#reader = reader
    this.#writer = writer
    this.#files = files
    this.#identityKey = identityKey
    this.#now = now
  }

  async say(text: string, options: SayOptions = {}): Promise<Message> {
    if (options.files !== undefined && options.files.length > 0) return this.#sayWithFiles(text, options)
    assertText(text)
    const claimedAt = this.#now()
    const said = bodyOf(text, options)
    assertText(said.text)
    const body = messageBody.encode(said)
    const message = await this.#writer.say((sealing) => {
      if (sealing === null) return { kind: 'message', text: said.text, claimedAt, replyTo: said.replyTo }
      return { kind: 'post', claimedAt, body: sealing.seal(body, { kind: 'post', target: null }) }
    })
    if (message === null) throw RoomErrors.NOT_ALLOWED({ action: 'speak' })
    return message
  }

  async #sayWithFiles(text: string, options: SayOptions): Promise<Message> {
    const said = bodyOf(text, options)
    assertCaption(said.text)
    const claimedAt = this.#now()
    return this.#files.say(options.files ?? [], async (files) => {
      const body = fileMessageBody.encode({ ...said, files: [...files] })
      const message = await this.#writer.say((sealing) => {
        if (sealing === null) throw RoomErrors.ROOM_FORMAT({ action: 'bring files' })
        return { kind: 'post', claimedAt, body: sealing.seal(body, { kind: 'post', target: null }) }
      })
      if (message === null) throw RoomErrors.NOT_ALLOWED({ action: 'speak' })
      return message
    })
  }

  async edit(id: string, text: string): Promise<void> {
    assertText(text)
    const target = targetOf(id)
    const before = await this.#look(target, 'edit messages', async (reading) => {
      if (!(await isBy(reading, target, this.#identityKey)))
        throw RoomErrors.NOT_ALLOWED({ action: 'edit what others said' })
      const [message] = await reading.named(await findMessages(reading, { target, seq: null }))
      if (message?.deletedBy) throw RoomErrors.MESSAGE_NOT_FOUND()
      return message
    })
    const claimedAt = this.#now()
    // What it answers stays; a message that is too old to be found quickly is edited without it.
    const replyTo = before?.replyTo
    const body = messageBody.encode(
      bodyOf(text, {
        ...(replyTo === null || replyTo === undefined ? {} : { replyTo }),
        mentions: before?.mentions ?? [],
      }),
    )
    await this.#writer.writeSealed((sealing) => {
      if (sealing === null) throw RoomErrors.ROOM_FORMAT({ action: 'edit messages' })
      return { kind: 'edit', target, claimedAt, body: sealing.seal(body, { kind: 'edit', target }) }
    })
  }

  async delete(id: string): Promise<void> {
    const target = targetOf(id)
    let isOwn = false
    await this.#look(target, 'delete messages', async (reading) => {
      isOwn = await isBy(reading, target, this.#identityKey)
      if (isOwn) return
      const me = await reading.person(this.#identityKey)
      const author = await authorOf(reading, target)
      const isGone = author === null || (await reading.departure(author.identityKey)) !== null
      const may = me !== null && mayDo(me.role, 'delete the message of a lower role')
      if (!may || !(isGone || isAbove(me.role, author.role)))
        throw RoomErrors.NOT_ALLOWED({ action: 'delete what this member said' })
    })
    const brought = await this.#files.broughtBy(id)
    await this.#writer.write({ kind: 'delete', target })
    // Somebody else may bring again what this device has sent: that stays.
    for (const file of brought) await (isOwn ? this.#files.drop(file) : this.#files.dropFetched(file))
  }

  async react(id: string, emojis: readonly string[]): Promise<void> {
    const target = targetOf(id)
    await this.#look(target, 'take reactions', () => Promise.resolve())
    const body = emojis.length === 0 ? null : encodeReactions(emojis)
    await this.#writer.writeSealed((sealing) => {
      if (sealing === null) throw RoomErrors.ROOM_FORMAT({ action: 'take reactions' })
      return {
        kind: 'react',
        target,
        body: body === null ? null : sealing.seal(body, { kind: 'react', target }),
      }
    })
  }

  async pin({ id, seq }: MessagePlace, on: boolean): Promise<void> {
    const target = targetOf(id)
    const isDone = await this.#look(target, 'pin messages', async (reading) => {
      const me = await reading.person(this.#identityKey)
      if (me === null || !mayDo(me.role, 'pin')) throw RoomErrors.NOT_ALLOWED({ action: 'pin messages' })
      const isPinned = (await reading.pin(target)) !== null
      const { pins } = await reading.state()
      if (on && !isPinned && pins >= MAX_ROOM_PINS) throw RoomErrors.PINS_FULL({ limit: MAX_ROOM_PINS })
      return isPinned === on
    })
    if (!isDone) await this.#writer.write({ kind: 'pin', target, seq, on })
  }

  pins(): Promise<Message[]> {
    return this.#reader.read(async (reading) => {
      const found = []
      for (const pin of await reading.pins()) found.push(...(await findMessages(reading, pin)))
      return reading.named(found.sort((a, b) => a.seq - b.seq))
    })
  }

  /** Checks on what is there now; what counts is what `apply` says later. */
  #look<T>(target: MessageId, action: string, check: (reading: RoomReading) => Promise<T>): Promise<T> {
    return this.#reader.read(async (reading) => {
      if (((await reading.room())?.roomVersion ?? 1) < 2) throw RoomErrors.ROOM_FORMAT({ action })
      if ((await reading.ownerOfCore(target.writerKey)) === null) throw RoomErrors.MESSAGE_NOT_FOUND()
      return check(reading)
    })
  }
}

function targetOf(id: string): MessageId {
  const target = parseMessageId(id)
  if (target === null) throw RoomErrors.MESSAGE_NOT_FOUND()
  return target
}

async function authorOf(reading: RoomReading, { writerKey }: MessageId) {
  const owner = await reading.ownerOfCore(writerKey)
  return owner === null ? null : reading.person(owner.identityKey)
}

async function isBy(reading: RoomReading, target: MessageId, identityKey: Uint8Array): Promise<boolean> {
  const author = await authorOf(reading, target)
  return author !== null && encodeKey(author.identityKey) === encodeKey(identityKey)
}

function bodyOf(
  text: string,
  { replyTo, mentions = [], isForwarded = false, imported }: SayOptions,
): MessageBody {
  if (isForwarded && replyTo !== undefined)
    throw RoomErrors.MESSAGE_INVALID({ reason: 'what was said elsewhere answers nothing here' })
  if (mentions.length > LIMITS.MAX_MENTIONS)
    throw RoomErrors.MESSAGE_INVALID({ reason: `it mentions more than ${LIMITS.MAX_MENTIONS} people` })
  return {
    text: imported === undefined ? text : withOrigin(imported, text),
    replyTo: replyTo === undefined ? null : targetOf(replyTo.id),
    replySeq: replyTo?.seq ?? originSeq(isForwarded),
    mentions: mentions.map(decodeKey),
  }
}

function encodeReactions(emojis: readonly string[]): Uint8Array {
  const { MAX_REACTIONS, MAX_REACTION_BYTES } = LIMITS
  const isGood = (emoji: string) =>
    emoji !== '' && emoji.isWellFormed() && Buffer.byteLength(emoji) <= MAX_REACTION_BYTES
  if (emojis.length > MAX_REACTIONS || !emojis.every(isGood)) {
    const reason = `reactions are up to ${MAX_REACTIONS} emojis of up to ${MAX_REACTION_BYTES} bytes`
    throw RoomErrors.MESSAGE_INVALID({ reason })
  }
  return reactionBody.encode({ emojis })
}

function assertText(text: string): void {
  if (text === '') throw RoomErrors.MESSAGE_INVALID({ reason: 'it is empty' })
  assertFits(text, LIMITS.MAX_MESSAGE_BYTES)
}

/** Files speak for themselves, so there may be none. */
function assertCaption(text: string): void {
  assertFits(text, LIMITS.MAX_CAPTION_BYTES)
}

function assertFits(text: string, limit: number): void {
  if (!text.isWellFormed()) throw RoomErrors.MESSAGE_INVALID({ reason: 'it is not well-formed text' })
  const bytes = Buffer.byteLength(text)
  if (bytes > limit)
    throw RoomErrors.MESSAGE_INVALID({ reason: `it takes ${bytes} bytes, more than ${limit}` })
}
