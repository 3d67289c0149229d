/** Subscriptions to something that says when it has changed. */
import type { Context } from './trpc.ts'

interface Watched {
  on(event: 'update', listener: () => void): unknown
  off(event: 'update', listener: () => void): unknown
}

/** The state now and after each update; updates that come while the reader is busy are merged. */
export async function* states<State>(
  source: Watched,
  read: () => Promise<State>,
  { ctx, ending }: { ctx: Context; ending: AbortSignal },
): AsyncGenerator<State> {
  let isDirty = true
  let wake = () => {}
  const mark = () => {
    isDirty = true
    wake()
  }
  source.on('update', mark)
  ending.addEventListener('abort', mark)
  try {
    while (!ending.aborted) {
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve))
      isDirty = false
      await ctx.drained(ending)
      if (!ending.aborted) yield await read()
    }
  } finally {
    source.off('update', mark)
    ending.removeEventListener('abort', mark)
  }
}
