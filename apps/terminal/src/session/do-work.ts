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
  /** What has happened since, each to be told on a line that stays. */
  readonly news?: (progress: WorkProgress<Name>) => readonly (() => void)[]
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
  { onitem, oncontents, ...listener }: WorkListener<Name>,
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
      if (event.progress !== null) showProgress(event.progress, listener, line)
      break
  }
}

function showProgress<Name extends WorkName>(
  progress: WorkProgress<Name>,
  { progressText, news }: Pick<WorkListener<Name>, 'progressText' | 'news'>,
  line: ProgressLine,
): void {
  const tidings = news?.(progress) ?? []
  if (tidings.length > 0) line.hide()
  for (const tell of tidings) tell()
  const parts = progressText?.(progress) ?? []
  // A question may stand there.
  if (parts.length > 0) line.showParts(parts)
}
