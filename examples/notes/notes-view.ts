/** What the operations of all writers make of the notes. The same at every peer: it looks at nothing else. */
import type { BaseHost, BaseNode, ViewBee, ViewStore } from '@comice/runtime'

const MAX_NOTE_CHARS = 4000
const MAX_ID_CHARS = 80

export interface NotesView {
  /** Text by id; ids begin with the time at which the note was made, so they stand in that order. */
  readonly notes: ViewBee<'utf-8', 'json'>
  /** Who was let in, by the key of the core that they write, in hexadecimal. */
  readonly writers: ViewBee<'utf-8', 'json'>
}

export function openNotes(views: ViewStore): NotesView {
  const encodings = { keyEncoding: 'utf-8', valueEncoding: 'json' } as const
  return { notes: views.bee('notes', encodings), writers: views.bee('writers', encodings) }
}

/** @throws when the operation is none of ours: then it changes nothing, at anybody's */
export async function applyNotes(
  [operation]: readonly BaseNode<'json'>[],
  { notes, writers }: NotesView,
  host: BaseHost,
): Promise<void> {
  const { type, note, text, writer } = fieldsOf(operation?.value)
  if (type === 'admit' && isText(writer, 64) && /^[0-9a-f]{64}$/u.test(writer)) {
    await writers.put(writer, true)
    // Only who began the notes puts them into their final order: nobody waits for somebody who is away.
    await host.addWriter(Buffer.from(writer, 'hex'), { indexer: false })
  } else if (type === 'write' && isText(note, MAX_ID_CHARS) && isText(text, MAX_NOTE_CHARS)) {
    await (text === '' ? notes.del(note) : notes.put(note, text))
  } else throw new Error('an operation that these notes do not know')
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars
}
