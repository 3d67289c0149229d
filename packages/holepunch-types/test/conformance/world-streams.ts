/** UDX, secret streams and what is muxed over them. */
import { once } from 'node:events'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import hypercoreCrypto from 'hypercore-crypto'
import Protomux from 'protomux'
import ProtomuxRPC from 'protomux-rpc'
import ProtomuxWakeup from 'protomux-wakeup'
import UDX from 'udx-native'
import type { Reality, World } from './world.ts'

export async function streamObjects(world: World): Promise<Reality> {
  const [alice, bob] = await connectedStreams(world)
  const mux = Protomux.from(alice)
  const channel = mux.createChannel({ protocol: 'conformance', id: null })
  if (!channel) throw new Error('no channel on an open stream')
  const message = channel.addMessage({ encoding: c.string })
  channel.open()
  return {
    ...(await udxObjects(world)),
    '@hyperswarm/secret-stream#NoiseSecretStream': { object: alice, statics: NoiseSecretStream },
    'protomux#Protomux': { object: mux, statics: Protomux },
    'protomux#Protomux.Channel': { object: channel },
    'protomux#Protomux.Message': { object: message },
    'protomux-rpc#ProtomuxRPC': { object: new ProtomuxRPC(alice), statics: ProtomuxRPC },
    ...(await wakeupObjects(world, alice, bob)),
  }
}

async function connectedStreams(world: World): Promise<[NoiseSecretStream, NoiseSecretStream]> {
  const alice = new NoiseSecretStream(true)
  const bob = new NoiseSecretStream(false)
  for (const stream of [alice, bob]) stream.on('error', () => {})
  if (!alice.rawStream || !bob.rawStream) throw new Error('a stream without transport makes its own')
  alice.rawStream.pipe(bob.rawStream).pipe(alice.rawStream)
  await Promise.all([alice.opened, bob.opened])
  world.defer(() => alice.destroy())
  return [alice, bob]
}

async function wakeupObjects(
  world: World,
  alice: NoiseSecretStream,
  bob: NoiseSecretStream,
): Promise<Reality> {
  const capability = hypercoreCrypto.randomBytes(32)
  const ours = new ProtomuxWakeup()
  const theirs = new ProtomuxWakeup()
  const added = Promise.withResolvers<ProtomuxWakeup.Peer>()
  const session = ours.session(capability, { onpeeradd: (peer) => added.resolve(peer) })
  theirs.session(capability)
  ours.addStream(alice)
  theirs.addStream(bob)
  const peer = await added.promise
  world.defer(() => [ours.destroy(), theirs.destroy()])
  return {
    'protomux-wakeup#ProtomuxWakeup': { object: ours, statics: ProtomuxWakeup },
    'protomux-wakeup#ProtomuxWakeup.Stats': { object: ours.stats },
    'protomux-wakeup#ProtomuxWakeup.Session': { object: session },
    'protomux-wakeup#ProtomuxWakeup.Topic': { object: session.topic },
    'protomux-wakeup#ProtomuxWakeup.Peer': { object: peer },
  }
}

async function udxObjects(world: World): Promise<Reality> {
  const udx = new UDX()
  const sockets = [udx.createSocket(), udx.createSocket()] as const
  for (const socket of sockets) socket.bind(0, '127.0.0.1')
  const [port1, port2] = sockets.map((socket) => socket.address()?.port ?? 0) as [number, number]
  const stream = udx.createStream(1)
  const remote = udx.createStream(2)
  for (const each of [stream, remote]) each.on('error', () => {})
  stream.connect(sockets[0], 2, port2, '127.0.0.1')
  remote.connect(sockets[1], 1, port1, '127.0.0.1')
  const interfaces = udx.watchNetworkInterfaces()
  world.defer(async () => {
    await Promise.all([interfaces.destroy(), ended(stream), ended(remote)])
    await Promise.all(sockets.map((socket) => socket.close()))
  })
  const [face] = udx.networkInterfaces()
  if (!face) throw new Error('this machine has no network interface')
  return {
    'udx-native#UDX': { object: udx, statics: UDX },
    'udx-native#UDX.Socket': { object: sockets[0] },
    'udx-native#UDX.Stream': { object: stream },
    'udx-native#UDX.NetworkInterfaces': { object: interfaces },
    'udx-native#UDX.NetworkInterface': { object: face },
    'udx-native#UDX.Address': { object: sockets[0].address() ?? {} },
  }
}

async function ended(stream: UDX.Stream): Promise<void> {
  const closed = once(stream as unknown as NodeJS.EventEmitter, 'close')
  stream.destroy()
  await closed
}
