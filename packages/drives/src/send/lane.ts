/**
 * A lane carries the frames of one transfer: the channel of a connection, or a faster stream beside it. Both are
 * encrypted, keep frames apart and in order, and end when the connection does.
 */
import type { PeerConnection } from '@comice/core'
import type NoiseSecretStream from '@hyperswarm/secret-stream'

export const SEND_PROTOCOL = 'comice/send/1'

/** What a fast stream is asked for. */
export const SEND_PURPOSE = 'comice/send'

export interface LaneHandlers {
  onframe(lane: Lane, frame: Uint8Array): void
  /** Called once. */
  onclose(lane: Lane): void
}

export interface Lane {
  readonly isFast: boolean
  /**
   * Never waits: its caller bounds what is on its way. Does nothing on a closed lane. The memory of the frame is free
   * when the call returns.
   */
  send(frame: Uint8Array): void
  close(): void
}

/** The channel of a connection; both ends open it at once. Null on a connection that is gone. */
export function openChannelLane(connection: PeerConnection, handlers: LaneHandlers): Lane | null {
  const channel = connection.mux.createChannel({
    protocol: SEND_PROTOCOL,
    messages: [{ onmessage: (frame: Uint8Array) => handlers.onframe(lane, frame) }],
    onclose: () => handlers.onclose(lane),
  })
  if (channel === null) return null
  const lane: Lane = {
    isFast: false,
    send: (frame) => void channel.messages[0]?.send(frame),
    close: () => channel.close(),
  }
  channel.open()
  return lane
}

export function fastLane(stream: NoiseSecretStream, handlers: LaneHandlers): Lane {
  let isClosed = false
  const lane: Lane = {
    isFast: true,
    send: (frame) => {
      if (isClosed) return
      // Encrypted where it lies.
      const own = stream.alloc(frame.byteLength)
      own.set(frame)
      stream.write(own)
    },
    close: () => stream.destroy(),
  }
  const onclose = () => {
    if (isClosed) return
    isClosed = true
    handlers.onclose(lane)
  }
  stream.on('error', onclose)
  stream.on('close', onclose)
  stream.on('end', () => stream.destroy())
  stream.on('data', (frame: Uint8Array) => handlers.onframe(lane, frame))
  return lane
}
