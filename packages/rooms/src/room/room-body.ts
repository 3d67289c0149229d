/** Sealed bodies of a room: what they are bound to, and how they are read. */
import { type Epoch, openBody } from '@comice/core'
import {
  type Codec,
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

export type SealedKind = 'post' | 'edit' | 'react'

/** Where a body stands. Somebody else's copy of it, in another room, or about another message, does not open. */
export interface BodyPlace {
  readonly roomKey: Uint8Array
  /** Of the author. */
  readonly identityKey: Uint8Array
  readonly kind: SealedKind
  /** What an edit or a reaction is about; null for a post. */
  readonly target: MessageId | null
}

const LABEL = b4a.from('comice/body/1\0')

const uint: Codec<number> = c.uint64

export function boundTo({ roomKey, identityKey, kind, target }: BodyPlace): Uint8Array {
  const about = target === null ? [] : [target.writerKey, c.encode(uint, target.index)]
  return b4a.concat([LABEL, roomKey, identityKey, b4a.from([OPERATION_NUMBERS[kind]]), ...about])
}

/** Why a body cannot be read: nobody gave us its key; it does not open, or holds nothing that we know. */
export type UnreadableReason = 'no-key' | 'damaged'

export type Read<T> = { readonly value: T } | { readonly unreadable: UnreadableReason }

export function readMessageBody(epoch: Epoch | null, body: SealedBody, place: BodyPlace): Read<MessageBody> {
  return readBody(epoch, body, { place, format: messageBody })
}

export function readReactions(epoch: Epoch | null, body: SealedBody, place: BodyPlace): readonly string[] {
  const read = readBody(epoch, body, { place, format: reactionBody })
  return 'value' in read ? read.value.emojis : []
}

function readBody<T>(
  epoch: Epoch | null,
  body: SealedBody,
  { place, format }: { place: BodyPlace; format: RecordFormat<T> },
): Read<T> {
  if (epoch === null) return { unreadable: 'no-key' }
  const opened = openBody(epoch, body, boundTo(place))
  const decoded = opened === null ? null : format.decode(opened)
  return decoded?.ok === true ? { value: decoded.value } : { unreadable: 'damaged' }
}
