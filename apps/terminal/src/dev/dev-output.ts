/** What `comice app dev` shows: lines of several apps beside each other, each with the name of who runs it. */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type Output, peerText } from '../output/output.ts'
import { paint, type Style } from '../output/paint.ts'

const COLORS = ['cyan', 'green', 'magenta', 'yellow', 'blue'] as const satisfies readonly Style[]

export interface DevOutput {
  /** Shows a stream of somebody's app, line by line, as it comes. */
  follow(person: string, name: 'stdout' | 'stderr', stream: Readable): void
  /** What happened to somebody's app, or, with null, to all. */
  note(person: string | null, text: string): void
  error(person: string | null, error: unknown): void
}

export function createDevOutput(people: readonly string[], output: Output): DevOutput {
  const width = Math.max(...people.map(({ length }) => length))
  const isAlone = people.length === 1
  const label = (person: string | null, stream: NodeJS.WriteStream) => {
    const style = person === null ? 'dim' : (COLORS[people.indexOf(person) % COLORS.length] ?? 'cyan')
    return paint(style, `${(person ?? 'dev').padEnd(width)} │`, stream)
  }
  const show = (person: string, stream: 'stdout' | 'stderr', text: string) => {
    if (output.isJson) return output.result('app-line', { peer: person, stream, text }, '')
    process[stream].write(`${label(person, process[stream])} ${text}\n`)
  }
  return {
    // What the app prints is its author's, who reads it: colours and all.
    follow: (person, name, stream) =>
      void createInterface({ input: stream, crlfDelay: Infinity }).on('line', (text) =>
        show(person, name, text),
      ),
    note: (person, text) =>
      output.note(
        `${label(isAlone ? null : person, process.stderr)} ${paint('dim', peerText(text), process.stderr)}`,
      ),
    error: (person, error) => {
      if (person !== null && !isAlone) output.note(label(person, process.stderr))
      output.error(error)
    },
  }
}
