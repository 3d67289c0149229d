/** An app as its author makes it public: staged, released, and given away by the author's node. */
import { type NodeApi, subscribe } from '@comice/client'
import { createLocalClient } from '@comice/client/node'
import type { StagedView, WorkState } from '@comice/host'
import { connectOrStart } from '@comice/host/launch'
import { type Person, succeed } from './person.ts'

export interface PublishedApp extends AsyncDisposable {
  readonly link: string
}

/** Disposing ends the giving away. */
export async function publishApp(author: Person, dir: string): Promise<PublishedApp> {
  await succeed(author, ['id', 'show'])
  const client = createLocalClient(await connectOrStart({ dir: author.dir }))
  const { link } = await client.api.apps.author.touch.mutate({})
  await stage(client.api, { link, dir })
  await client.api.apps.author.release.mutate({ link })
  const giving = new AbortController()
  const seeding = subscribe(client.api.apps.author.seed, { link }, { signal: giving.signal })
  await seeding.next()
  return {
    link,
    [Symbol.asyncDispose]: async () => {
      giving.abort()
      await client.close()
    },
  }
}

async function stage(api: NodeApi, input: { link: string; dir: string }): Promise<void> {
  for await (const state of subscribe<typeof input, WorkState<unknown, StagedView>>(
    api.apps.author.stage,
    input,
    { signal: AbortSignal.timeout(60_000) },
  )) {
    if (state.kind === 'done') return
  }
  throw new Error(`the stage of ${input.dir} ended early`)
}
