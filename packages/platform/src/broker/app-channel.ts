/**
 * The bytes of an app on its connection to a peer, beside replication: a Protomux channel with the credit of the wire
 * (@comice/runtime/wire), so that a peer that does not read holds up its own app and nothing else.
 *
 * Protocol `comice/app/1`; id: BLAKE2b-256(`comice/app-channel/1` ‖ app key), so that only the same app answers.
 * Messages: 0 data (bytes), 1 credit (uint, bytes that were read), 2 end (empty). The close of the channel is the
 * reset. A frame of data has at most 64 KiB, and may be sent while the credit, at first 256 KiB, is above zero; it
 * costs its bytes and 64. A peer that breaks this loses its connection.
 */
import type { PeerConnection } from '@comice/core'
import { WireStream } from '@comice/runtime/wire'
import c from 'compact-encoding'
import { hash } from 'hypercore-crypto'
import type Protomux from 'protomux'

const PROTOCOL = 'comice/app/1'
const CHANNEL_LABEL = Buffer.from('comice/app-channel/1')

/** Opens the channel of an app. Null when the connection has one, or has ended. */
export function openAppChannel({ mux }: PeerConnection, appKey: Uint8Array): WireStream | null {
  const id = hash([CHANNEL_LABEL, Buffer.from(appKey)])
  const channel = mux.createChannel({ protocol: PROTOCOL, id, unique: true })
  if (channel === null) return null
  const stream = streamOf(channel, mux)
  channel.onclose = () => stream.receiveReset(null)
  channel.open()
  return stream
}

function streamOf(channel: Protomux.Channel, mux: Protomux): WireStream {
  const waiting: (() => void)[] = []
  channel.ondrain = () => {
    for (const go of waiting.splice(0)) go()
  }
  const data = channel.addMessage({
    encoding: c.raw,
    onmessage: (bytes: Uint8Array) => stream.receive(bytes),
  })
  const credit = channel.addMessage({
    encoding: c.uint,
    onmessage: (bytes: number) => stream.receiveCredit(bytes),
  })
  const end = channel.addMessage({ encoding: c.none, onmessage: () => stream.receiveEnd() })
  const stream: WireStream = new WireStream({
    id: 0,
    items: false,
    link: {
      data: (_, pieces) => data.send(Buffer.concat(pieces)),
      credit: (_, bytes) => void credit.send(bytes),
      end: () => void end.send(null),
      reset: () => channel.close(),
      forget: () => channel.close(),
      drained: (then) => {
        if (channel.closed || mux.drained) then()
        else waiting.push(then)
      },
      refChanged: () => undefined,
    },
  })
  return stream
}
