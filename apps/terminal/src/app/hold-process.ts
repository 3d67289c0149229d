/** Holds the process of an app at the node, and does what the node asks of its holder. */
import { subscribe } from '@comice/client'
import type { HolderWish, ReadyRun } from '@comice/host'
import type { RunningApp } from '@comice/platform/launch'
import type { Session } from '../session/session.ts'
import { askForFiles } from './ask-for-files.ts'

export interface HeldProcess {
  readonly run: ReadyRun
  readonly app: RunningApp
  /** Whether this terminal is the app's alone, so that its user can be asked there. */
  readonly hasTerminal: boolean
  /** Aborts when the process has ended. */
  readonly signal: AbortSignal
}

/** Tells the node that the process is there as long as we are; resolves when it is to be ended, or the node is gone. */
export async function holdProcess({ api }: Pick<Session, 'api'>, held: HeldProcess): Promise<void> {
  const { run, signal } = held
  const { id } = run
  const wishes = subscribe<{ id: string }, HolderWish>(api.apps.holdProcess, { id }, { signal })
  try {
    for await (const wish of wishes) {
      if (wish.kind === 'stop') return
      if (wish.kind === 'held') continue
      const { questionId } = wish.question
      // What else is wished goes on meanwhile; a run that is over takes no answer.
      void askForFiles(wish.question, held)
        .then((paths) => api.apps.answer.mutate({ id, questionId, paths }))
        .catch(() => undefined)
    }
  } catch {
    // Without a node an app has no peers and nobody who counts what it uses.
  }
}
