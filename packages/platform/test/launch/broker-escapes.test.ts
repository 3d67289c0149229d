/** Apps that get out by asking: of the broker, which is the same whatever holds their process. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { encodeKey } from '@comice/protocol'
import { APP_VARIABLE, Wire } from '@comice/runtime/wire'
import { createWire, tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { createBroker } from '../../src/broker/broker.ts'
import type { BrokerQuota } from '../../src/broker/broker-contract.ts'
import { launchSpec, spawnApp } from '../../src/index.ts'
import { type AppPeer, appOf, createAppPeers, type TestApp } from '../broker/apps.ts'
import { MODE_OPTIONS, type Mode, MODES } from './run-escape.ts'

const CORPUS = join(import.meta.dirname, 'broker-escapes')
const modes = MODES.filter((mode) => process.platform === 'linux' || mode === 'permission model alone')

interface Escape {
  readonly name: string
  readonly mode: Mode
  readonly target?: object
  /** What it finds in its file `bytes`. */
  readonly bytes?: Uint8Array
  readonly quota?: Partial<BrokerQuota>
}

/** Runs an app of the corpus with a broker of that peer; the code of each attempt. */
async function runWithBroker(
  peer: AppPeer,
  { name, mode, target = {}, bytes = Buffer.alloc(0), quota = {} }: Escape,
) {
  await using dir = await tempDir('escape')
  const checkout = dir.join('checkout')
  const storageDir = dir.join('storage')
  const files = join(storageDir, 'files')
  await cp(join(CORPUS, name), checkout, { recursive: true })
  await cp(join(import.meta.dirname, 'escapes', 'attempt.js'), join(checkout, 'attempt.js'))
  await writeFile(
    join(checkout, 'package.json'),
    '{ "name": "mallory", "type": "module", "main": "main.js" }',
  )
  await writeFile(join(checkout, 'bytes'), bytes)
  await mkdir(files, { recursive: true })
  const args = [JSON.stringify(target)]
  const app = appOf('mallory')
  const spec = await launchSpec({ app: name, checkout, files, args, ...MODE_OPTIONS[mode] })
  const told = { ...app, key: encodeKey(app.key), author: encodeKey(app.author), name, args, path: '/' }
  const about = {
    link: `pear://${told.key}`,
    dir: checkout,
    storage: files,
    layers: [],
    given: [],
    dev: false,
  }
  const env = { ...spec.env, [APP_VARIABLE]: JSON.stringify({ ...told, ...about }) }
  const running = spawnApp({ ...spec, env }, { stdio: ['ignore', 'pipe', 'pipe'], brokerSocket: 'own' })
  const broker = createBroker({ stream: running.broker!, app, peer: peer.peer, storageDir, quota })
  const [stdout, stderr] = await Promise.all([text(running.stdout!), text(running.stderr!), running.ended])
  await broker.closed
  const reports = stdout.split('\n').filter((line) => line.startsWith('{'))
  const codes = reports.map((line) => JSON.parse(line) as { name: string; code: string })
  return { codes: Object.fromEntries(codes.map((one) => [one.name, one.code])), output: stdout + stderr }
}

/** Two peers that run an app, and meet on a topic of it. */
async function meetInGarden(peers: readonly AppPeer[]): Promise<TestApp[]> {
  const apps = await Promise.all(peers.map((peer) => peer.start({ app: 'other' })))
  for (const app of apps) {
    await app.run('swarm.open')
    await app.run('swarm.join', { topic: 'garden' })
  }
  await Promise.all(apps.map((app) => app.told<{ event: string }>(({ event }) => event === 'connection')))
  return apps
}

async function serveSecret() {
  let visits = 0
  const server = createServer((_, response) => {
    visits += 1
    response.end('canary-api')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, visits: () => visits, [Symbol.asyncDispose]: async () => void server.close() }
}

describe.each(modes)('with %s', (mode) => {
  test('an app gets nothing of others by its node, and no more than its share', async () => {
    await using peers = await createAppPeers()
    const [alice, bob, mallory] = await Promise.all(
      ['alice', 'bob', 'mallory'].map((name) => peers.peer(name)),
    )
    if (alice === undefined || bob === undefined || mallory === undefined) throw new Error('there are three')
    await using server = await serveSecret()
    const [other, far] = await meetInGarden([alice, bob])
    // The same profile runs the other app too, and keeps things of its own.
    const near = await mallory.start({ app: 'other' })
    const { id: otherCore } = await near.run<{ id: string }>('core.open', { as: 'diary', name: 'diary' })
    await near.run('core.append', { as: 'diary', blocks: 'canary-other' })
    const profileCore = mallory.peer.store.get({ name: 'private' })
    await profileCore.append(Buffer.from('canary-profile'))

    const target = {
      otherCore,
      profileCore: Buffer.from(profileCore.key!).toString('hex'),
      tcpPort: server.port,
    }
    const quota = { maxDiskBytes: 4_000_000, maxTopics: 8, maxStreams: 64 }
    const { codes, output } = await runWithBroker(mallory, { name: 'use-broker', mode, target, quota })
    expect(codes, output).toEqual({
      'another app’s core': 'NOTHING',
      'a core of the profile': 'NOTHING',
      'writing into another app’s core': 'CORE_NOT_WRITABLE',
      'another app’s topic': 'NO_ANSWER',
      'the local API by the node': 'PERMISSION_MISSING',
      'a file by the node': 'PERMISSION_MISSING',
      'a prototype in a value': 'VALUE_UNSUPPORTED',
      'more disk than it may have': 'QUOTA_EXCEEDED',
      'more topics than it may have': 'QUOTA_EXCEEDED',
      'more handles than it may have': 'TOO_MANY_STREAMS',
    })
    expect(output).not.toContain('canary')
    expect(server.visits()).toBe(0)
    for (const app of [other, far]) expect(app?.broker.cost().connections).toBe(1)
    expect(await near.run('core.append', { as: 'diary', blocks: 'still here' })).toMatchObject({ length: 2 })
  })

  test.each([
    ['a member called __proto__', pollutingBytes],
    ['a frame without end', () => Buffer.alloc(4 * 2 ** 20, 0xff)],
    ['nothing that was ever a frame', () => Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(1_000))],
  ])('an app that writes %s is cut off, and nobody else is', async (_, bytesOf) => {
    await using peers = await createAppPeers()
    const alice = await peers.peer('alice')
    const good = await alice.start({ app: 'good' })
    await good.run('core.open', { as: 'diary', name: 'diary' })
    const bytes = await bytesOf()
    const { codes, output } = await runWithBroker(alice, { name: 'break-pipe', mode, bytes })
    expect(Object.values(codes), output).toEqual([
      expect.stringMatching(/^(?:PIPE_ENDED|EPIPE|ECONNRESET)$/u),
    ])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(await good.run('core.append', { as: 'diary', blocks: 'still here' })).toMatchObject({ length: 1 })
  })
})

/** What the runtime refuses to write: an object whose member is called `__proto__`, in a call that is whole. */
async function pollutingBytes(): Promise<Buffer> {
  await using cable = createWire()
  const chunks: Buffer[] = []
  cable.right.on('data', (chunk: Buffer) => chunks.push(chunk))
  cable.right.on('error', () => undefined)
  const wire = new Wire(cable.left, { side: 'app', onrequest: async () => null, onopen: () => undefined })
  wire.request('checkpoint.save', { state: { ['__prot0__']: { polluted: true } } }).catch(() => undefined)
  const written = await new Promise<Buffer>((resolve) => {
    cable.right.on('data', () => {
      const bytes = Buffer.concat(chunks)
      if (bytes.includes('polluted')) resolve(bytes)
    })
  })
  wire.destroy()
  return Buffer.from(written.toString('latin1').replace('__prot0__', '__proto__'), 'latin1')
}
