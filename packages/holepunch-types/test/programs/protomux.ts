import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import Protomux from 'protomux'
import { expectTypeOf } from 'vitest'

export function channelAndMessages(connection: NoiseSecretStream): void {
  const mux = Protomux.from(connection)
  expectTypeOf(mux).toEqualTypeOf<Protomux<NoiseSecretStream>>()
  const channel = mux.createChannel({
    protocol: 'chat',
    id: new Uint8Array(32),
    handshake: c.uint,
    onopen: (version) => expectTypeOf(version).toEqualTypeOf<number>(),
    onclose: (isRemote) => expectTypeOf(isRemote).toEqualTypeOf<boolean>(),
  })
  // @ts-expect-error the channel may be refused
  channel.open(1)
  if (!channel) return
  const text = channel.addMessage({
    encoding: c.string,
    onmessage: (message) => expectTypeOf(message).toEqualTypeOf<string>(),
  })
  const raw = channel.addMessage()
  channel.open(1)
  // @ts-expect-error the handshake is a number
  channel.open('1')
  const drained = text.send('hello')
  expectTypeOf(drained).toEqualTypeOf<boolean>()
  raw.send(new Uint8Array(1))
  // @ts-expect-error the message is a string
  text.send(1)
  channel.close()
  mux.pair({ protocol: 'chat' }, (id) => expectTypeOf(id).toEqualTypeOf<Uint8Array | null>())
}
