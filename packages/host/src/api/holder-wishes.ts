/** What whoever holds the process of an app is told while it runs. */
import type { HeldQuestion, Runs } from '@comice/platform'

export type HolderWish =
  /** The node knows of the holder. */
  | { readonly kind: 'held' }
  /** End the process. */
  | { readonly kind: 'stop' }
  /** Ask the user for files, and answer. */
  | { readonly kind: 'pick'; readonly question: HeldQuestion }

/** Goes on until `signal` aborts, also after it said to end the process, which takes a while. */
export async function* holderWishes(runs: Runs, id: string, signal: AbortSignal): AsyncGenerator<HolderWish> {
  const questions = runs.questions(id, signal)[Symbol.asyncIterator]()
  const stopping = runs.whenStopped(id).then((): HolderWish => ({ kind: 'stop' }))
  const left = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
  const wish = async (): Promise<HolderWish> => {
    const next = await questions.next()
    // No more are asked when the run is over, and then its process is to end.
    return next.done === true ? stopping : { kind: 'pick', question: next.value }
  }
  for (let asked = wish(); !signal.aborted;) {
    const next = await Promise.race([stopping, asked, left])
    if (next === null) break
    yield next
    if (next.kind === 'stop') break
    asked = wish()
  }
  if (!signal.aborted) await left
}
