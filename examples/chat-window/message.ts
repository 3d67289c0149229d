/** A message as it lies in a core, and as a page shows it. What a peer wrote may be of any shape and any size. */

const MAX_NAME_CHARS = 32
const MAX_TEXT_CHARS = 2000
/** Clocks differ; nobody may say something that stays the newest for long. */
const MAX_AHEAD_MS = 60_000

export interface Message {
  /** The same for everybody: whose core, and where in it. */
  readonly id: string
  /** The key of the core of whoever said it, in hexadecimal. */
  readonly from: string
  readonly name: string
  readonly text: string
  /** Milliseconds since 1970, by the clock of whoever said it. */
  readonly at: number
}

/** What {@link readMessage} reads. */
export function writeMessage(name: string, text: string): { name: string; text: string; at: number } {
  return { name, text: text.trim().slice(0, MAX_TEXT_CHARS), at: Date.now() }
}

/** Null when it is none. */
export function readMessage(block: unknown, from: string, index: number): Message | null {
  const { name, text, at } = (block ?? {}) as Partial<Record<keyof Message, unknown>>
  if (typeof text !== 'string' || text === '' || typeof at !== 'number' || !Number.isFinite(at)) return null
  return {
    id: `${from}/${index}`,
    from,
    name: nameOf(name),
    text: text.slice(0, MAX_TEXT_CHARS),
    at: Math.min(at, Date.now() + MAX_AHEAD_MS),
  }
}

export function nameOf(wanted: unknown): string {
  const name = typeof wanted === 'string' ? wanted.trim().slice(0, MAX_NAME_CHARS) : ''
  return name === '' ? 'somebody' : name
}
