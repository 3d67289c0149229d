/** The app of the tour: one of the examples, made public by alice, and run by bob from its link. */
import path from 'node:path'
import { type NodeApi, subscribe } from '@comice/client'
import type { SeedView, StagedView, WorkState } from '@comice/host'
import type { Cast } from './cast.ts'
import { STAGED_TIMEOUT_MS } from './constants.ts'
import { expectThat, type Steps } from './step.ts'

const APP_DIR = path.resolve(import.meta.dirname, '../../examples/chat-terminal')
/** `pear.name` in its package.json: what is typed where no sandbox of the operating system is there. */
const APP_NAME = 'Chat'
const HELLO = 'Hello bob, this app came from my machine.'
const CONFINED = 'And it runs in a sandbox on mine.'
const NOT_CONFINED = 'And it runs on mine, because I typed its name.'

export async function shareApp({ steps, cast }: { steps: Steps; cast: Cast }): Promise<void> {
  const [alice, bob] = await Promise.all([cast.enter('alice'), cast.enter('bob')])
  const ending = new AbortController()
  try {
    const link = await steps.run('alice makes an app public', async () => {
      // Bob's node gets ready for apps while alice is at work.
      void bob.api.apps.list.query().catch(() => undefined)
      const { link: made } = await alice.api.apps.author.touch.mutate({})
      const staged = await stage(alice.api, { link: made, dir: APP_DIR })
      const { version } = await alice.api.apps.author.release.mutate({ link: made })
      await give(alice.api, made, ending.signal)
      const files = `${staged.changes.length} files`
      return { found: `“${APP_NAME}” ${version}, ${files}, ${made.slice(0, 15)}…`, value: made }
    })
    await steps.run('bob runs it from its link, and they talk in it', async () => {
      const sandbox = (await bob.api.doctor.run.query()).find(({ name }) => name === 'sandbox')
      const isConfined = sandbox?.ok === true
      const answer = isConfined ? CONFINED : NOT_CONFINED
      const run = ['run', link, '--yes', '--trust', APP_NAME, '--']
      const startedAt = performance.now()
      await using his = cast.run(bob.name, [...run, 'bob'])
      await using hers = cast.run(alice.name, [...run, 'alice'])
      await his.see('You are bob.')
      const startedMs = performance.now() - startedAt
      hers.say(HELLO)
      await his.see(`alice: ${HELLO}`)
      his.say(answer)
      await hers.see(`bob: ${answer}`)
      return {
        found: `started ${startedMs.toFixed(0)} ms after he typed it, and both are heard${isConfined ? '' : '; it is not confined against hostile code here: there is no bubblewrap'}`,
        value: null,
      }
    })
  } finally {
    ending.abort()
  }
}

async function stage(api: NodeApi, input: { link: string; dir: string }): Promise<StagedView> {
  const signal = AbortSignal.timeout(STAGED_TIMEOUT_MS)
  const states = subscribe<typeof input, WorkState<unknown, StagedView>>(api.apps.author.stage, input, {
    signal,
  })
  for await (const state of states) if (state.kind === 'done') return state.value
  throw new Error(`not staged within ${STAGED_TIMEOUT_MS} ms`)
}

/** Resolves when the app is there for others, as it stays until the signal. */
async function give(api: NodeApi, link: string, signal: AbortSignal): Promise<void> {
  const states = subscribe<{ link: string }, SeedView>(api.apps.author.seed, { link }, { signal })
  const first = await states[Symbol.asyncIterator]().next()
  expectThat(first.done !== true, 'it cannot be given to anybody')
}
