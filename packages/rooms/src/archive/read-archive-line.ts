/** One line of an archive, from whoever made the file: only what an import needs, and only in the form that it has. */
import { MAX_TOLD_PARTS } from '../constants.ts'
import type { MessageOrigin } from '../room/room-message.ts'
import { parseMessageId } from '../room/parse-message-id.ts'

/** The room that an archive is of. */
export interface ArchiveSource {
  /** Its id, as z-base-32. */
  readonly id: string
  /** As the file says: not safe to show. */
  readonly name: string
}

/** A message as a file tells of it. Its texts are not safe to show. */
export interface ArchivedMessage {
  readonly id: string
  readonly name: string
  readonly claimedAt: number
  readonly text: string
  /** Id of what it answers. */
  readonly replyTo: string | null
  readonly isForwarded: boolean
  /** It was itself imported into the room that was exported. */
  readonly imported: MessageOrigin | null
  readonly isDeleted: boolean
  readonly isUnreadable: boolean
  /** At most {@link MAX_TOLD_PARTS} of each. */
  readonly files: readonly { readonly name: string; readonly size: number }[]
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[]
}

export type ArchiveEntry =
  | { readonly kind: 'room'; readonly version: number; readonly source: ArchiveSource }
  | { readonly kind: 'message'; readonly message: ArchivedMessage }
  | { readonly kind: 'end'; readonly messages: number }
  /** Of a type that an import does not need, or does not know. */
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid'; readonly problem: string }

type Fields = Readonly<Record<string, unknown>>

export function readArchiveLine(text: string): ArchiveEntry {
  const fields = parse(text)
  if (fields === null) return { kind: 'invalid', problem: 'is no object of JSON' }
  switch (fields['type']) {
    case 'room':
      return readRoom(fields)
    case 'message':
      return readMessage(fields)
    case 'end':
      return { kind: 'end', messages: wholeOf(fields['messages']) ?? -1 }
    default:
      return { kind: 'other' }
  }
}

function parse(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return null
  }
}

function readRoom({ v, id, name }: Fields): ArchiveEntry {
  const version = wholeOf(v)
  if (version === null || version < 1) return { kind: 'invalid', problem: 'has no version' }
  // The key of a room has the form of that of a core.
  if (typeof id !== 'string' || parseMessageId(`${id}/0`) === null)
    return { kind: 'invalid', problem: 'names no room' }
  return { kind: 'room', version, source: { id, name: textOf(name) } }
}

function readMessage(fields: Fields): ArchiveEntry {
  const { id, claimedAt, text } = fields
  if (typeof id !== 'string' || parseMessageId(id) === null)
    return { kind: 'invalid', problem: 'has a message without an id' }
  if (typeof claimedAt !== 'number') return { kind: 'invalid', problem: 'has a message without a time' }
  if (typeof text !== 'string') return { kind: 'invalid', problem: 'has a message without a text' }
  const replyTo = fieldsOf(fields['replyTo'])?.['id']
  const message: ArchivedMessage = {
    ...{ id, claimedAt, text, name: textOf(fields['name']) },
    replyTo: typeof replyTo === 'string' ? replyTo : null,
    isForwarded: fields['isForwarded'] === true,
    imported: readImported(fields['imported']),
    isDeleted: typeof fields['deletedBy'] === 'string',
    isUnreadable: typeof fields['unreadable'] === 'string',
    files: listOf(fields['files']).map(({ name, size }) => ({
      name: textOf(name),
      size: wholeOf(size) ?? 0,
    })),
    reactions: listOf(fields['reactions']).map(({ emoji, by }) => ({
      emoji: textOf(emoji),
      count: Array.isArray(by) ? by.length : 0,
    })),
  }
  return { kind: 'message', message }
}

function readImported(value: unknown): MessageOrigin | null {
  const { id, name, claimedAt } = fieldsOf(value) ?? {}
  if (typeof id !== 'string' || parseMessageId(id) === null || typeof claimedAt !== 'number') return null
  return { id, name: textOf(name), claimedAt, part: 0 }
}

function listOf(value: unknown): Fields[] {
  const list: unknown[] = Array.isArray(value) ? value.slice(0, MAX_TOLD_PARTS) : []
  return list.map(fieldsOf).filter((fields) => fields !== null)
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function wholeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}
