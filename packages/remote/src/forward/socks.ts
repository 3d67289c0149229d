/**
 * What a SOCKS5 client asks for (RFC 1928): a connection to a host and port, without a login. Each part is read with its length
 * known, and all of it within ten seconds.
 */
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { SOCKS_TIMEOUT_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { readExactly } from '../session/messages.ts'
import { formatTarget, tryTarget } from './target.ts'

const VERSION = 5
const NO_LOGIN = 0
const NO_METHOD = 0xff
const CONNECT = 1
const [IPV4, NAME, IPV6] = [1, 3, 4]

/** Replies of RFC 1928, section 6. */
const REPLIES = { DONE: 0, FAILED: 1, NOT_ALLOWED: 2, UNREACHABLE: 4, NO_COMMAND: 7, NO_ADDRESS: 8 } as const

/** The target, as `connect` takes it. Answers itself what it does not do. @throws SOCKS_INVALID */
export async function readSocksTarget(stream: Duplex): Promise<string> {
  const late = AbortSignal.timeout(SOCKS_TIMEOUT_MS)
  const read = async (bytes: number): Promise<Uint8Array> => {
    const found = bytes === 0 ? new Uint8Array(0) : await readExactly(stream, bytes, late)
    if (!(found instanceof Uint8Array)) throw invalid('it ended, or took too long')
    return found
  }
  const [version, methodCount = 0] = await read(2)
  if (version !== VERSION) throw invalid('another version of SOCKS')
  const methods = await read(methodCount)
  const canDo = methods.includes(NO_LOGIN)
  stream.write(Uint8Array.of(VERSION, canDo ? NO_LOGIN : NO_METHOD))
  if (!canDo) throw invalid('a login that is not asked for')

  const [again, command, , kind = 0] = await read(4)
  if (again !== VERSION) throw invalid('another version of SOCKS')
  if (command !== CONNECT) return refuse(stream, REPLIES.NO_COMMAND)
  const host = await readHost(kind, read)
  const [high = 0, low = 0] = await read(2)
  const target = host === null ? '' : tryTarget(`${host}:${high * 256 + low}`)
  return typeof target === 'string' ? refuse(stream, REPLIES.NO_ADDRESS) : formatTarget(target)
}

/** That the connection is there; from here on the stream is the connection. */
export function acceptSocks(stream: Duplex): void {
  stream.write(replyOf(REPLIES.DONE))
}

/** Why it is not. */
export function refuseSocks(stream: Duplex, error: unknown): void {
  const { code = '' } = error as { code?: string }
  if (code === 'SOCKS_INVALID' || stream.destroyed) return
  const isRefusal = code === 'REMOTE_NOT_GRANTED' || code === 'REMOTE_REFUSED'
  const reply = isRefusal
    ? REPLIES.NOT_ALLOWED
    : code === 'FORWARD_UNREACHABLE'
      ? REPLIES.UNREACHABLE
      : REPLIES.FAILED
  stream.end(replyOf(reply))
}

async function readHost(kind: number, read: (bytes: number) => Promise<Uint8Array>): Promise<string | null> {
  if (kind === IPV4) return (await read(4)).join('.')
  if (kind === IPV6) return `[${groupsOf(await read(16))}]`
  if (kind !== NAME) return null
  const [length = 0] = await read(1)
  const name = new TextDecoder('latin1').decode(await read(length))
  if (isIP(name) === 6) return `[${name}]`
  // A target that begins with `unix:` is a socket's file, and no host.
  return name.includes(':') ? null : name
}

function groupsOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  return Array.from({ length: 8 }, (_, at) => view.getUint16(at * 2).toString(16)).join(':')
}

function refuse(stream: Duplex, reply: number): never {
  stream.end(replyOf(reply))
  throw invalid('something other than a connection to a host and port')
}

/** The address that it is bound to is nobody's business, and 0.0.0.0:0. */
function replyOf(reply: number): Uint8Array {
  return Uint8Array.of(VERSION, reply, 0, IPV4, 0, 0, 0, 0, 0, 0)
}

function invalid(reason: string): Error {
  return RemoteErrors.SOCKS_INVALID({ reason })
}
