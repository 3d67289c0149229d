/** A connection from here to something that this machine reaches. */
import { connect, type Socket } from 'node:net'
import { DIAL_TARGET_TIMEOUT_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Target } from './target.ts'

/** @throws FORWARD_UNREACHABLE */
export function dial(place: Exclude<Target, { kind: 'name' }>, what: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      allowHalfOpen: true,
      noDelay: true,
      ...(place.kind === 'unix' ? { path: place.path } : { host: place.host, port: place.port }),
    })
    const fail = (reason: string) => {
      socket.destroy()
      // What the machine calls it inside is not for others: only the target as it was asked for.
      reject(RemoteErrors.FORWARD_UNREACHABLE({ target: what, reason }))
    }
    const timer = setTimeout(() => fail('no answer'), DIAL_TARGET_TIMEOUT_MS)
    const onerror = ({ code = 'it failed' }: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      fail(code)
    }
    socket.once('error', onerror)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', onerror)
      // It may break before it is joined to anything.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}
