/** Sealed bodies of a room: what they are bound to, and how they are read. */
import { type Epoch, openBody } from '@comice/core'
import {
  type Codec,
  fileMessageBody,
  type FileReference,
  type MessageBody,
  messageBody,
  type MessageId,
  OPERATION_NUMBERS,
  reactionBody,
  type RecordFormat,
  type SealedBody,
} from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'

export type SealedKind = 'post' | 'edit' | 'react' | 'report'

/** Where a body stands. Somebody else's copy of it, in another room, or about another message, does not open. */
export interface BodyPlace {
  readonly roomKey: Uint8Array
  /** Of the author. */
  readonly identityKey: Uint8Array
  readonly kind: SealedKind
  /** What an edit or a reaction is about; null for a post or a report. */
  readonly target: MessageId | null
}

const LABEL = b4a.from('comice/body/1\0')

const uint: Codec<number> = c.uint64

export function boundTo({ roomKey, identityKey, kind, target }: BodyPlace): Uint8Array {
  const about = target === null ? [] : [target.writerKey, c.encode(uint, target.index)]
  return b4a.concat([LABEL, roomKey, identityKey, b4a.from([OPERATION_NUMBERS[kind]]), ...about])
}

/** Why a body cannot be read: nobody gave us its key; it does not open, or holds none; it is of a later version of Comice. */
export type UnreadableReason = 'no-key' | 'damaged' | 'newer'

/** What was said, of whichever version. */
export interface Said extends MessageBody {
  readonly files: readonly FileReference[]
}

/**
 * `replySeq` of a body that answers nothing, when it was said elsewhere before. There it finds nothing, so programs that do not
 * know this ignore it, and a body stays of the version that they read.
 */
const FORWARDED_SEQ = 1

/** What a body says of its own origin. @param isForwarded false where it answers something */
export function originSeq(isForwarded: boolean): number {
  return isForwarded ? FORWARDED_SEQ : 0
}

export function isForwarded({ replyTo, replySeq }: Pick<MessageBody, 'replyTo' | 'replySeq'>): boolean {
  return replyTo === null && replySeq === FORWARDED_SEQ
}

export type Read<T> = { readonly value: T } | { readonly unreadable: UnreadableReason }

export function readMessageBody(epoch: Epoch | null, body: SealedBody, place: BodyPlace): Read<Said> {
  const opened = open(epoch, body, place)
  if ('unreadable' in opened) return opened
  if (opened.value[0] === fileMessageBody.version) return decoded(fileMessageBody, opened.value)
  const read = decoded(messageBody, opened.value)
  return 'value' in read ? { value: { ...read.value, files: [] } } : read
}

export function readReactions(epoch: Epoch | null, body: SealedBody, place: BodyPlace): readonly string[] {
  const opened = open(epoch, body, place)
  const read = 'value' in opened ? decoded(reactionBody, opened.value) : opened
  return 'value' in read ? read.value.emojis : []
}

function open(epoch: Epoch | null, body: SealedBody, place: BodyPlace): Read<Uint8Array> {
  if (epoch === null) return { unreadable: 'no-key' }
  const opened = openBody(epoch, body, boundTo(place))
  return opened === null ? { unreadable: 'damaged' } : { value: opened }
}

function decoded<T>(format: RecordFormat<T>, bytes: Uint8Array): Read<T> {
  const result = format.decode(bytes)
  if (result.ok) return { value: result.value }
  return { unreadable: result.code === 'NEWER_VERSION' ? 'newer' : 'damaged' }
}
