/** The end of a device that has the identity: shows a code and vouches for the one device that knows it. */
import { type HomeKeys, KEY_BYTES, linkGift } from '@comice/protocol'
import crypto from 'hypercore-crypto'
import { createCode, formatCode, secretOfCode, topicOfCode } from '../code/code.ts'
import { LINK_EXPIRES_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import { attestDevice } from '../identity/identity.ts'
import type { PeerConnection } from '../network/connection.ts'
import { createGuessLimit } from '../pake/guess-limit.ts'
import type { Peer } from '../peer/peer.ts'
import { LINK_TOPIC, runCode, runGift } from './link-runs.ts'

export interface LinkOffer extends AsyncDisposable {
  /** `4821-pear-orbit-lamp`; for one device, until this ends. */
  readonly code: string
  /**
   * The key of the device that was linked, when it has its proof.
   * @throws LINK_ENDED when it expired, was closed, or too many wrong codes were tried
   */
  readonly done: Promise<Uint8Array>
  /** Resolves when the code can be used. */
  announced(): Promise<void>
}

export interface OfferLinkOptions {
  /** How long the code is good, in ms. Default {@link LINK_EXPIRES_MS}. */
  readonly expiresInMs?: number
  /**
   * Called with the device's key and the proof for it, before they are given: the home takes the device in, and says with
   * which keys the device finds it. When it throws, nothing is given.
   */
  readonly welcome?: (deviceKey: Uint8Array, proof: Uint8Array) => Promise<HomeKeys | null>
}

/** Offers to link one device. Dispose it. */
export function offerLink(
  peer: Peer,
  { expiresInMs = LINK_EXPIRES_MS, welcome = async () => null }: OfferLinkOptions = {},
): LinkOffer {
  const code = createCode()
  const secret = secretOfCode(code)
  const guesses = createGuessLimit()
  const { promise: done, resolve, reject } = Promise.withResolvers<Uint8Array>()
  // Whoever only looks at the code is not to end the process.
  done.catch(() => undefined)
  const network = peer.network.sibling({ keyPair: crypto.keyPair() })
  const topic = network.join(topicOfCode(LINK_TOPIC, code), { client: false })
  let [isTaken, isEnded] = [false, false]
  const end = (reason: string) => {
    isTaken = isEnded = true
    reject(CoreErrors.LINK_ENDED({ reason }))
  }
  const timer = setTimeout(() => end('the code has expired'), expiresInMs)

  const serve = async (connection: PeerConnection) => {
    if (isTaken) return connection.close()
    const met = await runCode(connection, { secret, guesses })
    if (guesses.isOver) end('too many wrong codes were tried')
    if (!met.ok || met.value.data.byteLength !== KEY_BYTES || isTaken) return connection.close()
    isTaken = true
    const device = met.value.data
    let isGiven = false
    try {
      const proof = attestDevice(peer.identity, device)
      const gift = linkGift.encode({ proof, home: await welcome(device, proof) })
      isGiven = (await runGift(connection, met.value.key, gift)).ok
    } finally {
      // The line broke, or the home could not take it in: the same person may try again.
      isTaken = isGiven || isEnded
    }
    if (isGiven) resolve(device)
  }
  network.on('connection', (connection) => {
    serve(connection).catch((error: unknown) => peer.logger.warn({ error }, 'a device was not linked'))
  })
  return {
    code: formatCode(code),
    done,
    announced: () => topic.flushed(),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      end('it was ended')
      await network.close()
    },
  }
}
