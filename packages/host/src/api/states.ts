/** Subscriptions to something that says when it has changed. */
import type { Context } from './trpc.ts'

interface Watched {
  on(event: 'update', listener: () => void): unknown
  off(event: 'update', listener: () => void): unknown
}

/** The state now and after each update of a source; updates that come while the reader is busy are merged. */
export async function* states<State>(
  source: Watched | readonly Watched[],
  read: () => Promise<State>,
  { ctx, ending }: { ctx: Context; ending: AbortSignal },
): AsyncGenerator<State> {
  let isDirty = true
  let wake = () => {}
  const mark = () => {
    isDirty = true
    wake()
  }
  const sources = [source].flat()
  for (const one of sources) one.on('update', mark)
  ending.addEventListener('abort', mark)
  try {
    while (!ending.aborted) {
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve))
      isDirty = false
      await ctx.drained(ending)
      if (!ending.aborted) yield await read()
    }
  } finally {
    for (const one of sources) one.off('update', mark)
    ending.removeEventListener('abort', mark)
  }
}
