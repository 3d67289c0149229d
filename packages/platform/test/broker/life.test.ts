import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { appOf, createAppPeers, spawnProgram } from './apps.ts'

const program = 'life-agent'

interface Told {
  event: string
  step?: string
  path?: string
  version?: string
  message?: unknown
}

test('an app knows what it is at once, and hears of links and versions', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program, args: ['one'] })
  expect(await app.run('app.info')).toMatchObject({
    version: '1.0.0',
    channel: 'stable',
    path: '/hello',
    args: ['one'],
    current: { version: '1.0.0', length: 7 },
    next: null,
  })
  await app.run('app.listen')
  app.broker.wake('pear://abc/notes/1')
  app.broker.announce({ version: '1.1.0', channel: 'stable', length: 9, fork: 0, notes: 'better' })
  await app.told<Told>(({ event, path }) => event === 'wakeup' && path === '/notes/1')
  await app.told<Told>(({ event, version }) => event === 'update' && version === '1.1.0')
  expect(await app.run('app.versions')).toMatchObject({ app: { version: '1.0.0' } })
})

test('teardown runs in order, awaited, past a step that fails, and the process ends', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const app = await alice.start({ program })
  await app.run('app.info')
  const steps: (string | undefined)[] = []
  const next = async () => steps.push((await app.told<Told>(({ event }) => event === 'teardown')).step)
  expect(await app.broker.teardown()).toBe(true)
  await next()
  await next()
  expect(steps).toEqual(['first', 'last'])
  expect(await app.exited).toEqual({ code: 1, signal: null })
  await app.broker.closed
  const again = await alice.start({ program })
  expect(await again.run('checkpoint.load')).toEqual({ ended: true })
})

test('an app whose node is gone tears down and ends', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('app.info')
  await app.broker.close()
  expect((await app.exited).code).toBe(6)
})

test('a checkpoint is small, and what only a face can do is refused without one', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program, permissions: { fs: ['pick'] } })
  await expect(app.run('checkpoint.save', { text: 'x', repeat: 100_000 })).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
  })
  await expect(app.run('files.pick')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(app.run('app.restart')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(app.run('worker.start').then(() => app.run('worker.add'))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  })
  const plain = await (
    await peers.peer('bob')
  ).start({ program, callbacks: { pick: async () => [{ path: '/a.png', isVisible: true }] } })
  await expect(plain.run('files.pick')).rejects.toMatchObject({ code: 'PERMISSION_MISSING' })
})

test('messages reach whose pattern fits, from the node as from the app', async () => {
  await using peers = await createAppPeers()
  const app = await (await peers.peer('alice')).start({ program })
  await app.run('messages.listen', { value: { type: 'move', to: { x: 1 } } })
  await app.run('messages.publish', { value: { type: 'chat' } })
  await app.run('messages.publish', { value: { type: 'move', to: { x: 1, y: 2 } } })
  expect(await app.told<Told>(({ event }) => event === 'message')).toMatchObject({
    message: { to: { y: 2 } },
  })
  const heard: unknown[] = []
  app.broker.bus.subscribe({ type: 'chat' }, (message) => heard.push(message))
  await app.run('messages.publish', { value: { type: 'chat', text: 'hi' } })
  expect(heard).toEqual([{ type: 'chat', text: 'hi' }])
})

test('an app fetches from the origins it was given, also where a redirect leads, and from no other', async () => {
  await using peers = await createAppPeers()
  const server = createServer((request, response) => {
    const to = { '/out': 'http://127.0.0.1:1/', '/in': '/weather' }[request.url ?? '']
    if (to === undefined) response.end('sunny')
    else response.writeHead(302, { location: to }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = await (await peers.peer('alice')).start({ program, permissions: { net: [origin] } })
  expect(await app.run('net.fetch', { text: `${origin}/weather` })).toEqual({ status: 200, body: 'sunny' })
  expect(await app.run('net.fetch', { text: `${origin}/in` })).toEqual({ status: 200, body: 'sunny' })
  for (const url of [
    `${origin}/out`,
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'data:,x',
    `${origin}.evil/`,
  ])
    await expect(app.run('net.fetch', { text: url })).rejects.toMatchObject({ code: 'PERMISSION_MISSING' })
  server.close()
})

test('a worker is called and calls, has the app’s store, and ends with the app', async () => {
  await using peers = await createAppPeers()
  const alice = await peers.peer('alice')
  const pids: number[] = []
  const spawn = async ({ path }: { path: string }) => {
    const script = fileURLToPath(new URL(`programs${path}`, import.meta.url))
    const started = spawnProgram(script, { app: appOf('chat'), storageDir: alice.dir.path })
    pids.push(started.child.pid ?? 0)
    return {
      stream: started.stream,
      exited: started.exited.then(() => null),
      kill: () => void started.child.kill('SIGKILL'),
    }
  }
  const app = await alice.start({ program, callbacks: { spawn }, quota: { maxProcesses: 2 } })
  await app.run('worker.start')
  expect(await app.run('worker.add')).toBe(5)
  expect(await app.run('worker.where')).toBe(pids[0])
  await expect(app.run('worker.throw')).rejects.toMatchObject({
    code: 'WORKER_FAILED',
    message: 'on purpose',
  })
  expect(await app.run('core.open', { as: 'sums', name: 'sums' })).toMatchObject({ length: 1 })
  expect(app.broker.cost().processes).toBe(2)
  // A second one is over the quota.
  const first = app.told<Told>(({ event }) => event === 'worker-gone')
  await app.run('worker.close')
  await first
  await waitFor(() => app.broker.cost().processes === 1)
  await app.run('worker.start')
  expect(await app.run('worker.add')).toBe(5)
  await app.kill()
  await waitFor(() => !isAlive(pids[1] ?? 0))
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
