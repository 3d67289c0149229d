import { StringDecoder } from 'node:string_decoder'
import { KEPT_OUTPUT_BYTES, MAX_LINE_BYTES } from '../constants.ts'

/** The lines a stream has printed: the newest ones within a bound, and a way to be told of the next. */
export interface LineLog {
  /** Number of the first line still kept; lines before it were let go. */
  readonly first: number
  /** Number of the line that comes next. */
  readonly next: number
  readonly ended: boolean
  /** The line with that number, if it is still kept. */
  at(index: number): string | undefined
  /** Takes raw output in. */
  push(chunk: Buffer): void
  /** No more output; an unfinished last line counts as one. */
  end(): void
  /** Calls back after every change until the returned function is called. */
  onchange(listener: () => void): () => void
  /** The last `bytes` of what is kept. */
  tail(bytes: number): string
}

/** Splits output into lines, keeping at most `KEPT_OUTPUT_BYTES` of them. */
export function createLineLog(): LineLog {
  const listeners = new Set<() => void>()
  const decoder = new StringDecoder('utf8')
  const lines: string[] = []
  let first = 0
  let keptLength = 0
  let partial = ''
  let ended = false

  const add = (line: string) => {
    lines.push(line)
    keptLength += line.length
    while (keptLength > KEPT_OUTPUT_BYTES && lines.length > 1) {
      keptLength -= lines.shift()?.length ?? 0
      first++
    }
  }
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const take = (text: string) => {
    const parts = (partial + text).split('\n')
    partial = (parts.pop() ?? '').slice(0, MAX_LINE_BYTES)
    for (const part of parts) add(part.endsWith('\r') ? part.slice(0, -1) : part)
    if (parts.length > 0) changed()
  }

  return {
    get first() {
      return first
    },
    get next() {
      return first + lines.length
    },
    get ended() {
      return ended
    },
    at: (index) => lines[index - first],
    push: (chunk) => take(decoder.write(chunk)),
    end() {
      if (ended) return
      ended = true
      take(decoder.end())
      if (partial !== '') add(partial)
      changed()
    },
    onchange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tail(bytes) {
      const rest = ended || partial === '' ? [] : [partial]
      return [...lines, ...rest].join('\n').slice(-bytes)
    },
  }
}
