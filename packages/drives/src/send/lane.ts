/**
 * A lane carries the frames of one transfer: the channel of a connection, or a faster stream beside it. Both are
 * encrypted, keep frames apart and in order, and end when the connection does.
 */
import type { FastStream, PeerConnection } from '@comice/core'

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
  return openLane(connection.mux, handlers, null)
}

/** The same over a stream beside it. */
export function openFastLane(stream: FastStream, handlers: LaneHandlers): Lane | null {
  return openLane(stream.mux(), handlers, stream)
}

function openLane(
  mux: PeerConnection['mux'],
  handlers: LaneHandlers,
  stream: FastStream | null,
): Lane | null {
  const channel = mux.createChannel({
    protocol: SEND_PROTOCOL,
    messages: [{ onmessage: (frame: Uint8Array) => handlers.onframe(lane, frame) }],
    onclose: () => handlers.onclose(lane),
  })
  if (channel === null) return null
  const lane: Lane = {
    isFast: stream !== null,
    send: (frame) => void channel.messages[0]?.send(frame),
    close: () => (stream === null ? channel.close() : stream.destroy()),
  }
  channel.open()
  return lane
}
