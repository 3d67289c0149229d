import { once, type EventEmitter } from 'node:events'
import net from 'node:net'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import type Autobase from 'autobase'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type ReadyResource from 'ready-resource'
import { pipeline } from 'streamx'
import type UDX from 'udx-native'
import { expectTypeOf } from 'vitest'

export async function connectionsAsStreams(
  connection: NoiseSecretStream<UDX.Stream>,
  socket: net.Socket,
): Promise<void> {
  await once(connection, 'open')
  connection.addListener('data', (chunk) => expectTypeOf(chunk).toEqualTypeOf<Uint8Array>())
  connection.removeListener('close', () => {})
  connection.pipe(socket).pipe(connection)
  socket.pipe(connection)
  pipeline(connection, connection)
  for await (const chunk of connection) expectTypeOf(chunk).toEqualTypeOf<Uint8Array>()
  expectTypeOf(connection.rawStream?.rtt).toEqualTypeOf<number | undefined>()
  // @ts-expect-error a chunk is bytes or text
  connection.write({})
}

export function otherTransports(store: Corestore): void {
  const overTcp = new NoiseSecretStream(true, net.connect(1234, '127.0.0.1'))
  expectTypeOf(overTcp.rawStream).toEqualTypeOf<net.Socket | null>()
  store.replicate(overTcp)
  overTcp.rawStream?.setNoDelay()
}

export function resourcesAsBases(base: Autobase): [EventEmitter, ReadyResource] {
  return [base, base]
}

export async function writeStream(core: Hypercore): Promise<void> {
  const stream = core.createWriteStream()
  stream.write('block')
  stream.end()
  await once(core, 'append')
}
