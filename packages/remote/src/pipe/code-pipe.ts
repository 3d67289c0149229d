/**
 * Pipes by short code: both ends meet under the code's number, with keys that are used for nothing else, and one proves to the
 * other by CPace that it has the words. Only then a stream can be opened.
 */
import {
  createCode,
  createGuessLimit,
  formatCode,
  type GuessLimit,
  type Network,
  type Peer,
  parseCode,
  type PeerConnection,
  runPake,
  secretOfCode,
  topicOfCode,
} from '@comice/core'
import { encodeKey } from '@comice/protocol'
import crypto from 'hypercore-crypto'
import type { Duplex } from 'node:stream'
import { PIPE_GRACE_MS, PIPE_LOOK_AGAIN_MS, PIPE_LOOK_TIMEOUT_MS } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import type { SessionOptions } from '../remote/caller.ts'
import type { CodeSessions } from './code-sessions.ts'
import { PipeSlot } from './pipe-slot.ts'

export const PIPE_PURPOSE = 'comice/pipe/1'

/** What the number of a code is hashed with. */
const TOPIC = 'pipe'

export interface CodeListener extends AsyncDisposable {
  readonly code: string
  readonly slot: PipeSlot
  /** Resolves when the code can be used. */
  announced(): Promise<void>
}

/** @param sessions take the streams of those with the code */
export function listenByCode(peer: Peer, sessions: CodeSessions): CodeListener {
  const code = createCode()
  const secret = secretOfCode(code)
  const guesses = createGuessLimit()
  const slot = new PipeSlot()
  const network = peer.network.sibling({ keyPair: crypto.keyPair() })
  const proven = new WeakSet<PeerConnection>()
  network.streams.serve(PIPE_PURPOSE, {
    accepts: (connection) => proven.has(connection) && slot.isFree,
    onstream(stream) {
      const give = slot.take()
      if (give === null) stream.bytes.destroy()
      else sessions.hold(stream, { slot, give })
    },
  })
  const meet = async (connection: PeerConnection) => {
    const met = await runPake(connection, { purpose: PIPE_PURPOSE, secret, guesses })
    if (guesses.isOver) slot.close(RemoteErrors.PIPE_GUESSES_USED({}))
    if (!met.ok) return connection.close()
    proven.add(connection)
    network.fastPaths.allow(connection)
  }
  network.on('connection', (connection) => {
    meet(connection).catch((error: unknown) => peer.logger.warn({ error }, 'a pipe was not opened'))
  })
  const topic = network.join(topicOfCode(TOPIC, code), { client: false })
  return {
    code: formatCode(code),
    slot,
    announced: () => topic.flushed(),
    [Symbol.asyncDispose]: () => network.close(),
  }
}

/**
 * A stream to whoever gave the code. The network that carries it ends with it.
 * @throws CODE_INVALID, PIPE_CODE_WRONG, PIPE_NOT_FOUND, PIPE_TAKEN, the reason of `signal`
 */
export async function openByCode(
  peer: Peer,
  text: string,
  { timeoutMs = PIPE_LOOK_TIMEOUT_MS, signal }: SessionOptions,
): Promise<{ readonly bytes: Duplex; readonly via: 'tcp' | 'udx' }> {
  const code = parseCode(text)
  const network = peer.network.sibling({ keyPair: crypto.keyPair() })
  try {
    const found = await new Search(network, secretOfCode(code)).find({
      ...{ topic: topicOfCode(TOPIC, code), timeoutMs },
      ...(signal === undefined ? {} : { signal }),
    })
    found.bytes.once('close', () => void network.close())
    return found
  } catch (error) {
    await network.close()
    throw error
  }
}

interface Found {
  readonly bytes: Duplex
  readonly via: 'tcp' | 'udx'
}

class Search {
  readonly #network: Network
  readonly #secret: Uint8Array
  readonly #guesses: GuessLimit = createGuessLimit()
  readonly #found = Promise.withResolvers<Found>()
  readonly #graces: NodeJS.Timeout[] = []
  /** Devices that have another code: asking one again would cost it a guess. */
  readonly #others = new Set<string>()

  constructor(network: Network, secret: Uint8Array) {
    this.#network = network
    this.#secret = secret
  }

  async find(where: { topic: Uint8Array; timeoutMs: number; signal?: AbortSignal }): Promise<Found> {
    const { topic: key, timeoutMs, signal } = where
    const { promise, reject } = this.#found
    const network = this.#network
    network.on('connection', (connection) => void this.#meet(connection).catch(reject))
    const topic = network.join(key, { server: false })
    const again = setInterval(() => void topic.refresh().catch(() => undefined), PIPE_LOOK_AGAIN_MS)
    const timer = setTimeout(() => reject(RemoteErrors.PIPE_NOT_FOUND({ timeoutMs })), timeoutMs)
    const abort = () => reject(signal?.reason as Error)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted === true) abort()
    try {
      return await promise
    } finally {
      clearInterval(again)
      for (const each of [timer, ...this.#graces]) clearTimeout(each)
      signal?.removeEventListener('abort', abort)
    }
  }

  async #meet(connection: PeerConnection): Promise<void> {
    const device = encodeKey(connection.remotePublicKey)
    if (this.#others.has(device)) return connection.close()
    const met = await runPake(connection, {
      ...{ purpose: PIPE_PURPOSE, secret: this.#secret, guesses: this.#guesses },
    })
    if (met.ok) return this.#open(connection)
    await connection.close()
    if (met.code !== 'WRONG_SECRET' && met.code !== 'REFUSED') return
    this.#others.add(device)
    // Somebody else's code may have the same number, so whoever else answers is asked, too.
    const fail = () => this.#found.reject(RemoteErrors.PIPE_CODE_WRONG({}))
    this.#graces.push(setTimeout(fail, PIPE_GRACE_MS))
  }

  async #open(connection: PeerConnection): Promise<void> {
    this.#network.fastPaths.allow(connection)
    const opened = await this.#network.streams.open(connection, { purpose: PIPE_PURPOSE, bulk: true })
    if (opened.ok) return this.#found.resolve(opened.value)
    // What gave way to a better connection is met again on that.
    if (opened.code !== 'DISCONNECTED') this.#found.reject(RemoteErrors.PIPE_TAKEN({}))
  }
}
