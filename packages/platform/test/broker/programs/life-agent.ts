/** The agent with what concerns the app's own run. */
import {
  app,
  checkpoint,
  fetch,
  files,
  messages,
  restart,
  teardown,
  updates,
  versions,
  wakeups,
  worker,
  type WorkerLink,
} from '@comice/runtime'
import { define, tell } from './agent.ts'

let link: WorkerLink<{ add(a: number, b: number): number; die(): void; where(): number }> | null = null

teardown(() => tell({ event: 'teardown', step: 'last' }), { position: 10 })
teardown(async () => {
  await checkpoint.save({ ended: true })
  tell({ event: 'teardown', step: 'first' })
})
teardown(() => {
  throw new Error('one that fails')
})

define({
  'app.info': () => ({ ...app, current: updates.current, next: updates.next }),
  'app.listen': () => {
    void (async () => {
      for await (const { path } of wakeups) tell({ event: 'wakeup', path })
    })()
    void (async () => {
      for await (const { version } of updates) tell({ event: 'update', version })
    })()
  },
  'app.versions': () => versions(),
  'app.restart': () => restart({ update: true }),
  'checkpoint.load': () => checkpoint.load(),
  'checkpoint.save': ({ text, repeat }) => checkpoint.save({ text: text.repeat(repeat ?? 1) }),
  'messages.listen': ({ value }) => {
    void (async () => {
      for await (const message of messages.subscribe(value as never)) tell({ event: 'message', message })
    })()
  },
  'messages.publish': ({ value }) => messages.publish(value as never),
  'files.pick': () => files.pick({ extensions: ['png'] }),
  'net.fetch': async ({ text }) => {
    const response = await fetch(text)
    return { status: response.status, body: await response.text() }
  },
  'worker.start': () => {
    link = worker('/worker.ts', { api: { greet: (name: string) => `hello ${name}` } })
    void link.closed.then(() => tell({ event: 'worker-gone' }))
  },
  'worker.add': () => link?.remote.add(2, 3),
  'worker.where': () => link?.remote.where(),
  'worker.throw': () => link?.remote.die(),
  'worker.close': () => link?.close(),
})
