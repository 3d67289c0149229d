/** Addresses at machines whose connections come here, to something that this machine reaches. */
import type { Duplex } from 'node:stream'
import { encodeKey, remoteListen } from '@comice/protocol'
import type { ByteStream, Peer } from '@comice/core'
import { ANSWER_TIMEOUT_MS, MAX_ANSWER_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { Caller, SessionOptions } from '../remote/caller.ts'
import { decodeError } from '../session/error-bytes.ts'
import { keepFirst, readMessage } from '../session/messages.ts'
import { dial } from './dial.ts'
import type { ForwardAddress, ForwardCounts } from './forwarder.ts'
import { breakOff, type JoinedStreams, joinStreams } from './join-streams.ts'
import { BACK_PURPOSE } from './listen-capability.ts'
import { formatListenAddress, parseListenAddress } from './listen-address.ts'
import { formatTarget, parseTarget, type Target } from './target.ts'

export interface ReverseOptions extends SessionOptions {
  /** Where at the machine: `host:port`, 0 is any port, or `unix:/path`. */
  readonly address: string
  /** What this machine reaches: `host:port` or `unix:/path`. */
  readonly target: string
  /** Connections came or went; with why, when one could not be made. */
  readonly onchange?: (failure: unknown) => void
}

/** Dispose it to end it. */
export interface Reverse extends AsyncDisposable {
  /** At the machine, with the port that it has got. */
  readonly address: ForwardAddress
  readonly counts: ForwardCounts
  /** Resolves when it is over, with why; null when it was disposed. */
  readonly ended: Promise<Error | null>
}

interface Back {
  /** Z32 of the machine, and the id of its session. */
  readonly device: string
  readonly session: string
  take(stream: ByteStream): void
}

export interface Reverses {
  /** @throws TARGET_INVALID, LISTEN_ADDRESS_INVALID, FORWARD_ADDRESS_TAKEN, and as `Remote.exec` */
  open(peer: string, options: ReverseOptions): Promise<Reverse>
  close(): void
}

export function createReverses(peer: Peer, caller: Caller): Reverses {
  const backs = new Set<Back>()
  const backOf = ({ connection, data }: Pick<ByteStream, 'connection' | 'data'>) => {
    const [device, session] = [encodeKey(connection.remotePublicKey), new TextDecoder().decode(data)]
    return [...backs].find((back) => back.device === device && back.session === session)
  }
  const stop = peer.network.streams.serve(BACK_PURPOSE, {
    // Only from where this end has asked for it.
    accepts: (connection, data) => backOf({ connection, data }) !== undefined,
    onstream(stream) {
      const back = backOf(stream)
      if (back === undefined) stream.bytes.destroy()
      else back.take(stream)
    },
  })
  return {
    close: stop,
    async open(name, { address, target: text, onchange = () => undefined, ...options }) {
      const target = parseTarget(text)
      if (target.kind === 'name') throw RemoteErrors.TARGET_INVALID({ reason: 'it is a name' })
      const listen = parseListenAddress(address)
      if (listen === null) throw RemoteErrors.LISTEN_ADDRESS_INVALID({})
      const params = remoteListen.encode({ address: formatListenAddress(listen) })
      const { id, bytes, device } = await caller.open(name, { capability: 'listen', params }, options)
      const coming = new Coming(target, onchange)
      const back = { device, session: id, take: (stream: ByteStream) => void coming.serve(stream.bytes) }
      backs.add(back)
      const ended = endOf(bytes, name)
      void ended.then(() => {
        backs.delete(back)
        coming.close()
      })
      const said = await readMessage(bytes, { maxBytes: MAX_ANSWER_BYTES, timeoutMs: ANSWER_TIMEOUT_MS })
      const bound = said instanceof Uint8Array ? parseListenAddress(new TextDecoder().decode(said)) : null
      if (bound === null) {
        bytes.destroy()
        throw RemoteErrors.REMOTE_MALFORMED({ reason: 'the address' })
      }
      return reverseOf({ bytes, bound, coming, ended })
    },
  }
}

interface ReverseParts {
  readonly bytes: Duplex
  readonly bound: ForwardAddress
  readonly coming: Coming
  readonly ended: Promise<Error | null>
}

function reverseOf({ bytes, bound, coming, ended }: ReverseParts): Reverse {
  const late = keepFirst(bytes, MAX_ANSWER_BYTES)
  let isLeft = false
  return {
    address: bound,
    get counts() {
      return coming.counts
    },
    ended: ended.then((cut) => {
      if (isLeft) return null
      // Behind its length is why the machine has ended it.
      const said = late().subarray(4)
      return said.byteLength > 0 ? decodeError(said) : cut
    }),
    async [Symbol.asyncDispose]() {
      isLeft = true
      bytes.destroy()
      await ended
    },
  }
}

function endOf(bytes: Duplex, peer: string): Promise<Error> {
  bytes.on('error', () => undefined)
  return new Promise((resolve) => {
    const over = () => {
      bytes.destroy()
      resolve(RemoteErrors.REMOTE_CUT({ peer }))
    }
    bytes.once('end', over).once('close', over)
  })
}

/** The connections of one of them. */
class Coming {
  readonly #target: Exclude<Target, { kind: 'name' }>
  readonly #onchange: (failure: unknown) => void
  readonly #live = new Map<Duplex, JoinedStreams | null>()
  readonly #done = { connections: 0, failures: 0, sent: 0, received: 0 }

  constructor(target: Exclude<Target, { kind: 'name' }>, onchange: (failure: unknown) => void) {
    this.#target = target
    this.#onchange = onchange
  }

  get counts(): ForwardCounts {
    const joined = [...this.#live.values()].flatMap((one) => (one === null ? [] : [one.counts]))
    const sum = (of: (counts: JoinedStreams['counts']) => number) =>
      joined.reduce((all, one) => all + of(one), 0)
    const { sent, received, ...done } = this.#done
    return {
      ...{ open: this.#live.size, ...done },
      ...{ sent: sent + sum(({ back }) => back), received: received + sum(({ there }) => there) },
    }
  }

  async serve(bytes: Duplex): Promise<void> {
    this.#done.connections++
    this.#live.set(bytes, null)
    this.#onchange(null)
    try {
      const joined = joinStreams(bytes, await dial(this.#target, formatTarget(this.#target)))
      this.#live.set(bytes, joined)
      await joined.closed
      this.#done.sent += joined.counts.back
      this.#done.received += joined.counts.there
    } catch (error) {
      this.#done.failures++
      breakOff(bytes)
      this.#onchange(error)
    }
    this.#live.delete(bytes)
    this.#onchange(null)
  }

  close(): void {
    for (const bytes of this.#live.keys()) bytes.destroy()
  }
}
