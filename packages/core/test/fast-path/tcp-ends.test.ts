import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { dialTcp, listenTcp, type TcpListener } from '../../src/fast-path/tcp-ends.ts'

const HERE = { local: '127.0.0.1', remote: '127.0.0.1' }

async function listen(addresses = HERE): Promise<TcpListener> {
  const listener = await listenTcp(addresses)
  if (listener === null) throw new Error('not listening')
  return listener
}

test('a listener takes one connection and is closed for the next', async () => {
  using listener = await listen()
  const signal = AbortSignal.timeout(5000)
  const dialled = await dialTcp(HERE, listener.port, signal)
  const accepted = await listener.accepted
  expect(accepted?.remotePort).toBe(dialled?.socket.localPort)
  expect(await dialTcp(HERE, listener.port, signal)).toBeNull()
  dialled?.socket.destroy()
  accepted?.destroy()
})

test('a connection from another address is cut, and the one that is meant still comes', async () => {
  using listener = await listen({ local: '127.0.0.1', remote: '127.0.0.2' })
  const stranger = connect({ host: '127.0.0.1', port: listener.port, localAddress: '127.0.0.1' })
  stranger.on('error', () => undefined)
  await once(stranger, 'close')
  const dialled = await dialTcp(
    { local: '127.0.0.2', remote: '127.0.0.1' },
    listener.port,
    AbortSignal.timeout(5000),
  )
  const accepted = await listener.accepted
  expect(accepted?.remoteAddress).toBe('127.0.0.2')
  dialled?.socket.destroy()
  accepted?.destroy()
})

test('a listener that is disposed of accepts nothing', async () => {
  const listener = await listen()
  listener[Symbol.dispose]()
  expect(await listener.accepted).toBeNull()
  expect(await dialTcp(HERE, listener.port, AbortSignal.timeout(5000))).toBeNull()
})

test('an address that is not of this machine is not listened on', async () => {
  expect(await listenTcp({ local: '192.0.2.1', remote: '192.0.2.2' })).toBeNull()
})

test('a dial ends when it is given up', async () => {
  const given = AbortSignal.abort()
  expect(await dialTcp(HERE, 9, given)).toBeNull()
})
