/** Has the node do something long: shows how far it is, passes on what comes, returns what came of it. */
import { runWork, type WorkEvent } from '@comice/client/node'
import type { WorkInput, WorkItem, WorkName, WorkProgress, WorkValue } from '@comice/host'
import { createProgressLine, type ProgressLine } from '../output/progress-line.ts'
import { TerminalErrors } from '../errors.ts'
import type { Session } from './session.ts'

export interface WorkListener<Name extends WorkName> {
  readonly onitem?: (item: WorkItem<Name>) => void
  readonly oncontents?: (bytes: Uint8Array) => void | Promise<void>
  /** How far it is, the most important part first. */
  readonly progressText?: (progress: WorkProgress<Name>) => readonly string[]
  /** What the node is to read. */
  readonly contents?: AsyncIterable<Uint8Array>
}

/** @throws what the node ends it with, INTERRUPTED */
export async function doWork<Name extends WorkName>(
  { address, signal, output }: Pick<Session, 'address' | 'signal' | 'output'>,
  work: { readonly name: Name; readonly input: WorkInput<Name> },
  listener: WorkListener<Name> = {},
): Promise<WorkValue<Name>> {
  using line = createProgressLine(process.stderr, { isSilent: output.isJson })
  const { contents } = listener
  const options = { signal, ...(contents === undefined ? {} : { contents }) }
  for await (const event of runWork(address, work, options)) {
    if (event.kind === 'done') return event.value
    await tell(event, listener, line)
  }
  throw TerminalErrors.INTERRUPTED()
}

async function tell<Name extends WorkName>(
  event: Exclude<WorkEvent<Name>, { kind: 'done' }>,
  { onitem, oncontents, progressText }: WorkListener<Name>,
  line: ProgressLine,
): Promise<void> {
  switch (event.kind) {
    case 'items':
      line.hide()
      for (const item of event.items) onitem?.(item)
      break
    case 'contents':
      await oncontents?.(event.bytes)
      break
    case 'working':
      if (event.progress !== null && progressText !== undefined) line.showParts(progressText(event.progress))
      break
  }
}
