/** Two machines, each behind a router, with an internet between that has a DHT and nothing else. */
import { createNetworks, type NatKind, type NetworkHost, type SpawnedPeer } from '@comice/testkit'
import { expect, test } from 'vitest'

const FLAGS = ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning']
const DHT_PORT = 49_737
/** hyperdht wants several to tell what a router does. */
const DHT_NODES = '6'
const TIMEOUT = { timeoutMs: 60_000 }

interface Event {
  readonly event: string
  readonly key?: string
  readonly port?: number
  readonly text?: string
  readonly error?: string
  readonly relay?: string
}

async function spawn(host: NetworkHost, script: string, args: string[]): Promise<SpawnedPeer> {
  return host.spawn({ script: new URL(script, import.meta.url), execArgv: FLAGS, args })
}

async function told(peer: SpawnedPeer, event: string): Promise<Event> {
  const found = await peer.waitForJson<Event & object>(
    (line) => line.event === event || line.event === 'failed',
    TIMEOUT,
  )
  if (found.event === 'failed') throw new Error(found.error)
  return found
}

async function meet(nat: NatKind) {
  await using stack = new AsyncDisposableStack()
  const names = ['alice', 'bob', 'dht'] as const
  // Addresses of the internet, which private ones would not be taken for.
  const networks = stack.use(
    await createNetworks({ hosts: names, subnet: '45.77.0', nats: { alice: nat, bob: nat } }),
  )
  const { hosts } = networks
  const dht = stack.use(await spawn(hosts.dht, './dht-process.ts', [hosts.dht.address, DHT_NODES]))
  const { relay = '' } = await told(dht, 'ready')
  const open = async (host: NetworkHost) => {
    const peer = stack.use(
      await spawn(host, './machine-process.ts', [`${hosts.dht.address}:${DHT_PORT}`, relay]),
    )
    return { peer, ...(await told(peer, 'ready')) }
  }
  const [alice, bob] = [await open(hosts.alice), await open(hosts.bob)]
  for (const what of ['exec', `forward:127.0.0.1:${alice.port}`]) {
    alice.peer.send(`allow ${bob.key} ${what}`)
    await told(alice.peer, 'allowed')
  }
  bob.peer.send(`know ${alice.key}`)
  await told(bob.peer, 'known')
  const kept = stack.move()
  return { alice, bob, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

test.each([
  ['directly, between two machines behind routers that keep a port', 'one-port', false],
  ['by a relay, where no hole can be punched', 'any-port', true],
] as const)(
  'commands and forwards work %s, and it is told',
  async (_, nat, isRelayed) => {
    await using ends = await meet(nat)
    const { alice, bob } = ends
    bob.peer.send('exec echo hello from alice')
    const said = await told(bob.peer, 'said')
    expect(said).toMatchObject({ text: 'hello from alice\n', exit: { kind: 'code', code: 0 }, isRelayed })
    bob.peer.send(`fetch 127.0.0.1:${alice.port}`)
    expect(await told(bob.peer, 'fetched')).toMatchObject({ text: 'here I am' })
  },
  180_000,
)
