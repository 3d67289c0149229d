/** The one connection of this process to the node: file descriptor 3, opened on first use. */
import { Socket } from 'node:net'
import { ExitCode } from '@comice/protocol'
import { APP_VARIABLE, BROKER_FD } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import { Wire } from '../wire/wire.ts'
import type { WireValue } from '../wire/value.ts'
import type { WireStream } from '../wire/wire-stream.ts'

/** Answers a call of the node. */
export type NodeCall = (params: WireValue, signal: AbortSignal) => Promise<WireValue>

/** Takes a stream that the node opens. */
export type NodeStream = (params: WireValue, stream: WireStream) => void

const calls = new Map<string, NodeCall>()
const streams = new Map<string, NodeStream>()
let wire: Wire | null = null

/** Whether Comice started this process as an app. */
export function isApp(): boolean {
  return process.env[APP_VARIABLE] !== undefined
}

/** The wire to the node. @throws NOT_AN_APP */
export function node(): Wire {
  wire ??= connect()
  return wire
}

/** Answers calls of the node from now on. */
export function serveCall(method: string, call: NodeCall): void {
  calls.set(method, call)
}

/** Takes streams of the node from now on. */
export function serveStream(method: string, take: NodeStream): void {
  streams.set(method, take)
}

/** What runs when the node is gone; set by teardown, which ends the process in order. */
export const orphaned: { then: (exitCode: ExitCode) => void } = { then: () => undefined }

function connect(): Wire {
  if (!isApp()) throw RuntimeErrors.NOT_AN_APP()
  const socket = new Socket({ fd: BROKER_FD, readable: true, writable: true })
  // Only what waits keeps the process alive.
  socket.unref()
  const connected = new Wire(socket, {
    side: 'app',
    onbusy: (busy) => (busy ? socket.ref() : socket.unref()),
    onrequest: (method, params, signal) => {
      const call = calls.get(method)
      if (call === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
      return call(params, signal)
    },
    onopen: (method, params, stream) => {
      const take = streams.get(method)
      if (take === undefined) throw RuntimeErrors.METHOD_UNKNOWN({ method })
      take(params, stream)
    },
  })
  void connected.closed.then(() => orphaned.then(ExitCode.Unreachable))
  return connected
}
