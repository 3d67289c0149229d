import { createSocket } from 'node:dgram'
import { once, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { freeLocalPort, startNetwork } from './processes.ts'

test('two fresh processes on one machine meet without a bootstrap, soon', async () => {
  const localPort = await freeLocalPort()
  const options = { localPort, public: false, mdns: false }
  await using alice = await startNetwork('alice', options)
  await using bob = await startNetwork('bob', options)
  const readyAt = performance.now()
  alice.join('garden')
  bob.join('garden')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  const connectMs = performance.now() - readyAt
  // 0.3 s where nothing else runs.
  expect(connectMs).toBeLessThan(8000)
  const status = await bob.status()
  expect(status.state).toBe('local')
  expect(status.bootstrap).toEqual([`127.0.0.1:${localPort}`])
  expect(status.connections).toMatchObject([{ key: alice.key, segment: 'loopback' }])
})

test('when the host of the local DHT is killed, another takes over, and a newcomer meets those who stayed', async () => {
  const options = { localPort: await freeLocalPort(), public: false, mdns: false }
  await using alice = await startNetwork('alice', options)
  await using bob = await startNetwork('bob', options)
  await using carol = await startNetwork('carol', options)
  for (const peer of [alice, bob, carol]) peer.join('garden')
  await Promise.all([bob.meets(carol), carol.meets(bob)])
  await alice.peer.kill()
  const killedAt = performance.now()
  await using dave = await startNetwork('dave', options)
  dave.join('garden')
  await Promise.all([dave.meets(bob), dave.meets(carol)])
  expect(performance.now() - killedAt).toBeLessThan(30_000)
  const { connections } = await bob.status()
  // The connection between those who stayed is the same as before.
  expect(connections.map(({ key }) => key)).toContain(carol.key)
})

test('a closed network leaves nothing that keeps its process alive', async () => {
  const options = { localPort: await freeLocalPort(), public: false, mdns: false }
  await using alice = await startNetwork('alice', options)
  await using bob = await startNetwork('bob', options)
  alice.join('garden')
  bob.join('garden')
  await bob.meets(alice)
  await Promise.all([alice.close(), bob.close()])
  expect(await alice.peer.exited).toEqual({ code: 0, signal: null })
  expect(await bob.peer.exited).toEqual({ code: 0, signal: null })
})

test('a process that is killed and started again is connected again at once', async () => {
  const options = { localPort: await freeLocalPort(), public: false, mdns: false }
  await using alice = await startNetwork('alice', options)
  await using killed = await startNetwork('bob', options)
  alice.join('garden')
  killed.join('garden')
  await Promise.all([alice.meets(killed), killed.meets(alice)])
  await killed.peer.kill()
  await using bob = await startNetwork('bob', options)
  const readyAt = performance.now()
  bob.join('garden')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  expect(performance.now() - readyAt).toBeLessThan(10_000)
})

test('a frozen host is named, connections stay, and it goes on when it thaws', async () => {
  const options = { localPort: await freeLocalPort(), public: false, mdns: false }
  await using alice = await startNetwork('alice', options)
  await using bob = await startNetwork('bob', options)
  await using carol = await startNetwork('carol', options)
  for (const peer of [bob, carol]) peer.join('garden')
  await Promise.all([bob.meets(carol), carol.meets(bob)])
  alice.peer.freeze()
  await waitFor(async () => (await bob.status()).troubles[0]?.segment === 'loopback')
  alice.peer.thaw()
  await waitFor(async () => (await bob.status()).troubles.length === 0)
  expect((await bob.status()).connections.map(({ key }) => key)).toEqual([carol.key])
  await using dave = await startNetwork('dave', options)
  dave.join('garden')
  await Promise.all([dave.meets(bob), dave.meets(carol)])
})

test('when another program holds the port, the status names it, and the segment comes when the port is free', async () => {
  const localPort = await freeLocalPort()
  const foreign = createSocket('udp4')
  foreign.bind(localPort, '127.0.0.1')
  await once(foreign, 'listening')
  await using alice = await startNetwork('alice', { localPort, public: false, mdns: false })
  const { state, troubles } = await alice.status()
  expect(state).toBe('offline')
  expect(troubles).toMatchObject([{ segment: 'loopback', error: { code: 'LOCAL_PORT_TAKEN' } }])
  foreign.close()
  await alice.next(({ event, state: now }) => event === 'state' && now === 'local')
  await waitFor(async () => (await alice.status()).troubles.length === 0)
})
