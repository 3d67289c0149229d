/** Workers of apps that really run: confined like the app, joined to it, and gone with it. */
import { readdir, readFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { commandsWith } from '../setup/processes.ts'
import { createTerminalApps } from './terminal-app.ts'

const wait = { timeoutMs: 60_000 }

const SUMS = `
  import { readFile, writeFile } from 'node:fs/promises'
  import { app, parent, teardown } from '@comice/runtime'
  teardown(() => writeFile(app.storage + '/torn-down', ''))
  const codeOf = (work) => work.then(() => 'allowed', (error) => error.code)
  console.log('the worker was here')
  parent({
    add: (a, b) => a + b,
    about: () => ({ layers: app.layers, args: app.args, storage: app.storage }),
    write: (name) => codeOf(writeFile(process.env.TMPDIR + '/' + name, 'w')),
    read: (path) => codeOf(readFile(path)),
    connect: () => codeOf(fetch('http://127.0.0.1:9')),
    crash: () => void setImmediate(() => { throw new Error('out of pears') }),
  })`

test('a worker of a terminal app is called, has its layers and its folder, and nothing else', async () => {
  await using world = await createTerminalApps({
    'main.ts': `
      import { existsSync, writeFileSync } from 'node:fs'
      import { app, worker } from '@comice/runtime'
      writeFileSync(process.env.TMPDIR + '/ours', '')
      const link = worker('/deep/sums.ts', { args: ['one'] })
      console.log('sum', await link.remote.add(2, 3))
      const about = await link.remote.about()
      console.log('same', JSON.stringify(about.layers) === JSON.stringify(app.layers), about.storage === app.storage, about.args[0])
      console.log('shared', await link.remote.write('theirs'), existsSync(process.env.TMPDIR + '/ours'), existsSync(process.env.TMPDIR + '/theirs'))
      console.log('outside', await link.remote.read('/etc/passwd'), await link.remote.connect())
      await link.close()
      console.log('closed', String(await link.closed), existsSync(app.storage + '/torn-down'))
      process.exit()`,
    'deep/sums.ts': SUMS,
  })
  const { line, reported } = await world.start()
  expect(await line(/^sum/)).toBe('sum 5')
  expect(await line(/^same/)).toBe('same true true one')
  expect(await line(/^shared/)).toBe('shared allowed true true')
  expect(await line(/^outside/)).toMatch(/^outside (?:ENOENT|ERR_ACCESS_DENIED) undefined$/)
  await line(/^closed null/)
  await reported
  // It had the time to put its things in order.
  expect(await readdir(world.store.join('files'))).toContain('torn-down')
  expect(await readFile(world.store.join('log', 'worker-1.log'), 'utf8')).toContain('the worker was here')
})

test('a worker that crashes is told of by its code, and can be started again', async () => {
  await using world = await createTerminalApps({
    'main.ts': `
      import { worker } from '@comice/runtime'
      const link = worker('/sums.ts')
      await link.remote.add(1, 1)
      await link.remote.crash()
      const why = await link.closed
      console.log('ended', why?.code, why?.message)
      console.log('later', await link.remote.add(1, 1).catch((error) => error.code))
      await using again = worker('/sums.ts')
      console.log('again', await again.remote.add(2, 2))
      process.exit()`,
    'sums.ts': SUMS,
  })
  const { line, reported } = await world.start()
  expect(await line(/^ended/)).toMatch(/^ended WORKER_ENDED the worker has ended: /)
  expect(await line(/^later/)).toBe('later WORKER_ENDED')
  expect(await line(/^again/)).toBe('again 4')
  await reported
  expect(await readFile(world.store.join('log', 'worker-1.log'), 'utf8')).toContain('out of pears')
})

test('what is no file of the app is not started, and no more workers than there may be', async () => {
  await using world = await createTerminalApps({
    'main.ts': `
      import { worker } from '@comice/runtime'
      for (const path of ['/none.ts', '/../../etc/passwd', '/', '/\\0', 'sums.ts/..']) {
        console.log('refused', await worker(path).remote.add(1, 1).catch((error) => error.code))
      }
      const links = [1, 2, 3, 4].map(() => worker('/sums.ts'))
      const answers = await Promise.all(links.map(({ remote }) => remote.add(1, 1).catch((error) => error.code)))
      console.log('answers', answers.join())
      process.exit()`,
    'sums.ts': SUMS,
  })
  const { line, reported } = await world.start()
  for (let count = 0; count < 5; count += 1)
    expect(await line(/^refused/)).toBe('refused WORKER_MODULE_INVALID')
  expect(await line(/^answers/)).toBe('answers 2,2,2,QUOTA_EXCEEDED')
  await reported
})

test('workers end with an app that is killed, those included that listen to nothing', async () => {
  await using world = await createTerminalApps({
    'main.ts': `
      import { worker } from '@comice/runtime'
      const sums = worker('/sums.ts')
      await sums.remote.add(1, 1)
      worker('/deaf.ts').closed.then(() => undefined)
      setInterval(() => undefined, 1000)
      console.log('here')`,
    'sums.ts': SUMS,
    'deaf.ts': `process.on('SIGTERM', () => undefined); for (;;);`,
  })
  const { line, app, reported } = await world.start()
  await line(/^here/)
  await waitFor(async () => (await commandsWith(world.app.join('deaf.ts'))).length > 0, wait)
  await app.signal('SIGKILL')
  await reported
  await waitFor(async () => (await commandsWith(world.app.path)).length === 0, wait)
  // Nothing of it holds the storage.
  const again = await world.start()
  await again.line(/^here/)
})
