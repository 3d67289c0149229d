import { expect, test } from 'vitest'
import { freeLocalPort, startNetwork } from './processes.ts'

test('two fresh processes on one machine meet without a bootstrap, in under two seconds', async () => {
  const localPort = await freeLocalPort()
  const options = { localPort, public: false, mdns: false }
  const startedAt = performance.now()
  await using alice = await startNetwork('alice', options)
  await using bob = await startNetwork('bob', options)
  const readyAt = performance.now()
  alice.join('garden')
  bob.join('garden')
  await Promise.all([alice.meets(bob), bob.meets(alice)])
  const connectMs = performance.now() - readyAt
  console.log(`loopback: two processes up in ${readyAt - startedAt} ms, connected ${connectMs} ms after both joined`)
  expect(connectMs).toBeLessThan(2000)
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
  console.log(`takeover: the newcomer met both ${performance.now() - killedAt} ms after the host was killed`)
  expect(performance.now() - killedAt).toBeLessThan(10_000)
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
  const closed = await Promise.all([alice.close(), bob.close()])
  console.log('closed in', closed.map(({ tookMs }) => tookMs), 'ms')
  expect(await alice.peer.exited).toEqual({ code: 0, signal: null })
  expect(await bob.peer.exited).toEqual({ code: 0, signal: null })
})
