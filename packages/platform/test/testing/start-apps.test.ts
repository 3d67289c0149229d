import { mkdir, writeFile } from 'node:fs/promises'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { startApps } from '../../src/testing/index.ts'

/** Says what it was started with, repeats what it reads, and greets whom it meets. */
const MAIN = `
import { createInterface } from 'node:readline'
import { app, Store, Swarm } from '@comice/runtime'
const core = new Store().get({ name: 'starts' })
console.log('start', (await core.append('start')).length, app.path, app.args.join(), app.dev)
const swarm = new Swarm()
swarm.on('connection', () => console.log('met'))
await swarm.join(Buffer.alloc(32, 1)).flushed()
console.error('joined')
for await (const line of createInterface({ input: process.stdin })) console.log('read', line)
console.log('no more input')
process.exit(3)
`

const BACKEND = `
import { expose, Store } from '@comice/runtime'
const core = new Store().get({ name: 'list', valueEncoding: 'utf-8' })
expose({
  add: async (text) => (await core.append(text)).length,
  fail: () => { throw Object.assign(new Error('no'), { code: 'NEVER_WORKS' }) },
})
`

interface Api {
  add(text: string): Promise<number>
  fail(): never
}

async function createApp(main: string, pear: object = {}) {
  const dir = await tempDir('app')
  await mkdir(dir.path, { recursive: true })
  const manifest = { name: 'repeat', version: '1.0.0', type: 'module', main: 'main.ts', pear }
  await writeFile(dir.join('package.json'), JSON.stringify(manifest))
  await writeFile(dir.join('main.ts'), main)
  return dir
}

test('people who run an app meet, and each has a process, input and storage of their own', async () => {
  await using app = await createApp(MAIN)
  await using apps = await startApps(app.path, {
    peers: ['alice', 'bob'],
    args: (name) => ['--name', name],
    path: '/room/7',
  })
  const { alice, bob } = apps
  await alice.waitForLine('start 1 /room/7 --name,alice true')
  await bob.waitForLine('start 1 /room/7 --name,bob true')
  await Promise.all(apps.all.map((each) => each.waitForLine('met')))
  alice.send('hello')
  await alice.waitForLine('read hello')
  // Written before that line, but to another pipe.
  await waitFor(() => alice.stderr.includes('joined'))

  alice.endInput()
  expect(await alice.ended).toEqual({ kind: 'exited', code: 3 })
  let last = ''
  for await (const line of alice.lines()) last = line
  expect(last).toBe('no more input')
  await expect(alice.waitForLine('more')).rejects.toMatchObject({ code: 'PROCESS_EXITED' })

  expect(await bob.kill()).toEqual({ kind: 'signal', signal: 'SIGKILL' })
  const again = await bob.restart()
  await again.waitForLine(/^start 2 /u)
})

test('a window app answers pages without a browser, and keeps what it was told', async () => {
  await using app = await createApp(BACKEND, { type: 'window' })
  await writeFile(app.join('index.html'), '<p>pears')
  await using apps = await startApps(app.path, { peers: ['alice'] })
  using first = await apps.alice.connect<Api>()
  using second = await apps.alice.connect<Api>()
  expect([await first.api.add('a'), await second.api.add('b')]).toEqual([1, 2])
  await expect(first.api.fail()).rejects.toMatchObject({ code: 'NEVER_WORKS' })

  const again = await apps.alice.restart()
  using third = await again.connect<Api>()
  expect(await third.api.add('c')).toBe(3)
})

test('a terminal app has no pages', async () => {
  await using app = await createApp('setInterval(() => {}, 1_000)')
  await using apps = await startApps(app.path, { peers: ['alice'] })
  await expect(apps.alice.connect()).rejects.toMatchObject({ code: 'RUN_NOT_A_WINDOW' })
})

test('an app that cannot start says why', async () => {
  await using app = await createApp('const = 1')
  await using apps = await startApps(app.path, { peers: ['alice'] })
  const { alice } = apps
  expect(await alice.ended).toEqual({ kind: 'exited', code: 1 })
  expect(alice.stderr).toContain('SyntaxError')
})

test('a folder without an app is refused, and nothing is left open', async () => {
  await using dir = await tempDir('empty')
  await expect(startApps(dir.path, { peers: ['alice', 'bob'] })).rejects.toMatchObject({
    code: 'PROJECT_INVALID',
  })
})
