import type NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import Protomux from 'protomux'
import { type Equal, holds } from './equal.ts'

export function channelAndMessages(connection: NoiseSecretStream): void {
  const mux = Protomux.from(connection)
  holds<Equal<typeof mux, Protomux<NoiseSecretStream>>>()
  const channel = mux.createChannel({
    protocol: 'chat',
    id: new Uint8Array(32),
    handshake: c.uint,
    onopen: (version) => holds<Equal<typeof version, number>>(),
    onclose: (isRemote) => holds<Equal<typeof isRemote, boolean>>(),
  })
  // @ts-expect-error the channel may be refused
  channel.open(1)
  if (!channel) return
  const text = channel.addMessage({
    encoding: c.string,
    onmessage: (message) => holds<Equal<typeof message, string>>(),
  })
  const raw = channel.addMessage()
  channel.open(1)
  // @ts-expect-error the handshake is a number
  channel.open('1')
  const drained = text.send('hello')
  holds<Equal<typeof drained, boolean>>()
  raw.send(new Uint8Array(1))
  // @ts-expect-error the message is a string
  text.send(1)
  channel.close()
  mux.pair({ protocol: 'chat' }, (id) => holds<Equal<typeof id, Uint8Array | null>>())
}
