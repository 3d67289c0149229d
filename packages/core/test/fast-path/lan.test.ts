/** Machines on a link of their own: network namespaces. */
import { createNetworks, type NetworkHost, type SpawnedPeer, topicOf } from '@comice/testkit'
import { expect, test } from 'vitest'

/** 24 MiB: what it takes to look for a path comes first. */
const BLOCKS = 384

interface Event {
  event: string
  key?: string
  segment?: string
  path?: string
  blocks?: number
  code?: string
  tookMs?: number
  connections?: number
}

async function start(host: NetworkHost): Promise<SpawnedPeer> {
  const peer = await host.spawn({
    script: new URL('./peer-process.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning'],
    args: [topicOf('garden').toString('hex')],
  })
  await next(peer, 'ready')
  return peer
}

function next(peer: SpawnedPeer, wanted: string): Promise<Event> {
  return peer.waitForJson<Event & object>(({ event }) => event === wanted, { timeoutMs: 30_000 })
}

async function fetchMore(alice: SpawnedPeer, bob: SpawnedPeer): Promise<Event> {
  alice.send(`make ${BLOCKS}`)
  const { key, blocks } = await next(alice, 'made')
  bob.send(`fetch ${key} ${blocks}`)
  return next(bob, 'fetched')
}

/** Everything that reaches this machine by TCP is dropped without a word, as many firewalls do. */
async function dropTcp(host: NetworkHost): Promise<void> {
  // The table of local addresses comes before all rules; it has to come after this one.
  await host.run('ip', 'rule', 'add', 'pref', '100', 'lookup', 'local')
  await host.run('ip', 'rule', 'add', 'pref', '10', 'iif', host.device, 'ipproto', 'tcp', 'blackhole')
  await host.run('ip', 'rule', 'del', 'pref', '0')
}

/** Begins anew when a probe fails on a busy machine: a connection tries once in five minutes. */
async function holdOverTcp(
  hosts: Record<'alice' | 'bob', NetworkHost>,
  stack: AsyncDisposableStack,
): Promise<{ alice: SpawnedPeer; bob: SpawnedPeer }> {
  for (;;) {
    const [alice, bob] = [stack.use(await start(hosts.alice)), stack.use(await start(hosts.bob))]
    await Promise.all([next(alice, 'connection'), next(bob, 'connection')])
    bob.send('hold')
    if ((await next(bob, 'held')).path === 'tcp') return { alice, bob }
    await Promise.all([alice.stop(), bob.stop()])
  }
}

test('between two machines on a link bulk moves to TCP', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using alice = await start(hosts.alice)
  await using bob = await start(hosts.bob)
  const [met] = await Promise.all([next(alice, 'connection'), next(bob, 'connection')])
  expect(met.segment).toBe('lan')
  // On a busy machine a probe may fail, and the next try is 15 s later.
  while ((await fetchMore(alice, bob)).path !== 'tcp');
})

test('a firewall that drops TCP costs a few seconds once, and everything comes over UDX', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await dropTcp(hosts.alice)
  await using alice = await start(hosts.alice)
  await using bob = await start(hosts.bob)
  await Promise.all([next(alice, 'connection'), next(bob, 'connection')])
  bob.send('open')
  const opened = await next(bob, 'opened')
  expect(opened.code).toBe('UNREACHABLE')
  expect(opened.tookMs).toBeLessThan(15_000)
  expect(await fetchMore(alice, bob)).toMatchObject({ path: 'udx', blocks: BLOCKS })
})

test.each([
  ['ends that only read', []],
  // The kernel asks nobody whether they live while it waits for an answer to bytes.
  ['ends with bytes on their way', ['say']],
])('%s learn that their path is dead, although the connection beside it lives', async (_, commands) => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using stack = new AsyncDisposableStack()
  const { hosts } = networks
  const { alice, bob } = await holdOverTcp(hosts, stack)
  await dropTcp(hosts.alice)
  for (const command of commands) for (const end of [alice, bob]) end.send(command)
  const cuts = await Promise.all([next(alice, 'cut'), next(bob, 'cut')])
  expect(cuts).toMatchObject([{ connections: 1 }, { connections: 1 }])
  // What follows is on the connection.
  bob.send('hold')
  expect((await next(bob, 'held')).path).toBe('udx')
})

test('an end that writes to one which has said all learns that their path is dead', async () => {
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  await using stack = new AsyncDisposableStack()
  const { hosts } = networks
  const { alice, bob } = await holdOverTcp(hosts, stack)
  bob.send('end')
  await Promise.all([next(bob, 'ended'), next(alice, 'heard-end')])
  await dropTcp(hosts.alice)
  alice.send('say')
  expect(await Promise.all([next(alice, 'cut'), next(bob, 'cut')])).toMatchObject([
    { connections: 1 },
    { connections: 1 },
  ])
})
