/** A local address whose connections go to something at another machine. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { lstat, rm } from 'node:fs/promises'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { RemoteErrors } from '../errors.ts'
import { breakOff, type JoinedStreams, joinStreams } from './join-streams.ts'

/** Where it listens: this machine's loopback address unless said otherwise, or a socket's path. */
export type ForwardAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

export interface ForwardCounts {
  /** Connections now, in all, and those that came to nothing. */
  readonly open: number
  readonly connections: number
  readonly failures: number
  /** Bytes to the machine and from it. */
  readonly sent: number
  readonly received: number
}

export interface Forwarder extends AsyncDisposable {
  /** With the port that it has got. */
  readonly address: ForwardAddress
  readonly counts: ForwardCounts
}

export interface ForwarderOptions {
  readonly address: ForwardAddress
  /** A stream for a connection that came. What it rejects with ends that, unless it has ended it already. */
  readonly open: (socket: Socket) => Promise<Duplex>
  /** A connection came or went, or could not be made. */
  readonly onchange: (failure: unknown) => void
}

/** @throws FORWARD_ADDRESS_TAKEN */
export async function startForwarder({ address, open, onchange }: ForwarderOptions): Promise<Forwarder> {
  const live = new Map<Socket, JoinedStreams | null>()
  const done = { connections: 0, failures: 0, sent: 0, received: 0 }

  const serve = async (socket: Socket) => {
    done.connections++
    live.set(socket, null)
    socket.on('error', () => undefined)
    onchange(null)
    try {
      const bytes = await open(socket)
      const joined = joinStreams(socket, bytes)
      live.set(socket, joined)
      await joined.closed
      done.sent += joined.counts.there
      done.received += joined.counts.back
    } catch (error) {
      done.failures++
      // Not an end: whoever connected must not take it for an empty answer.
      if (socket.writableEnded) socket.destroySoon()
      else breakOff(socket)
      onchange(error)
    }
    live.delete(socket)
    onchange(null)
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void serve(socket))
  if (address.kind === 'unix') await removeDeadSocket(address.path)
  const bound = await listen(server, address)
  const sum = (of: (joined: JoinedStreams) => number) =>
    [...live.values()].reduce((all, joined) => all + (joined === null ? 0 : of(joined)), 0)
  return {
    address: bound,
    get counts() {
      return {
        ...{ open: live.size, connections: done.connections, failures: done.failures },
        sent: done.sent + sum(({ counts }) => counts.there),
        received: done.received + sum(({ counts }) => counts.back),
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of live.keys()) breakOff(socket)
      await closed
      if (bound.kind === 'unix') await rm(bound.path, { force: true })
    },
  }
}

function listen(server: Server, address: ForwardAddress): Promise<ForwardAddress> {
  return new Promise((resolve, reject) => {
    // For ever: a process without file descriptors fails to accept, and must not end by that.
    server.on('error', ({ code = 'it failed' }: NodeJS.ErrnoException) => {
      const text = address.kind === 'unix' ? address.path : `${address.host}:${address.port}`
      reject(RemoteErrors.FORWARD_ADDRESS_TAKEN({ address: text, reason: code }))
    })
    if (address.kind === 'unix') return listenAsOwner(server, address.path, () => resolve(address))
    server.listen({ host: address.host, port: address.port }, () => {
      const { port } = server.address() as AddressInfo
      resolve({ ...address, port })
    })
  })
}

/** A process that was killed leaves its socket's file behind; nobody can listen there until it is gone. */
async function removeDeadSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found?.isSocket() !== true) return
  const isDead = await new Promise<boolean>((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'))
  })
  if (isDead) await rm(path, { force: true })
}

/** A socket that this user alone may connect to, whatever the umask is. It is made before `listen` returns. */
function listenAsOwner(server: Server, path: string, listening: () => void): void {
  const before = process.umask(0o177)
  try {
    server.listen({ path }, listening)
  } finally {
    process.umask(before)
  }
}
