/** A worker of life-agent.ts. */
import { parent, Store } from '@comice/runtime'

const link = parent<{ greet(name: string): string }>({
  add: async (a: number, b: number) => {
    // Both sides call, and a worker has the app's store.
    const core = new Store().get({ name: 'sums', valueEncoding: 'utf-8' })
    await core.append(await link.remote.greet('worker'))
    return a + b
  },
  die: () => {
    throw new Error('on purpose')
  },
  where: () => process.pid,
})
