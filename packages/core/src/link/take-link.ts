/** The end of the new device: has the key of its device vouched for by whoever showed the code. */
import { encodeKey, homeKeys, type LinkGift, linkGift, type Result } from '@comice/protocol'
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import { parseCode, secretOfCode, topicOfCode } from '../code/code.ts'
import { LINK_GRACE_MS, LINK_LOOK_AGAIN_MS, LINK_LOOK_TIMEOUT_MS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import {
  assertNoIdentity,
  IDENTITY_SECRETS,
  type Identity,
  openIdentity,
  type SecretStore,
  verifyDevice,
} from '../identity/identity.ts'
import type { PeerConnection } from '../network/connection.ts'
import { createNetwork, type Network, type NetworkOptions } from '../network/network.ts'
import { createGuessLimit } from '../pake/guess-limit.ts'
import type { PakeFailure } from '../pake/run-pake.ts'
import { silentLogger } from '../peer/logger.ts'
import { LINK_TOPIC, runCode, runGift } from './link-runs.ts'

export interface TakeLinkOptions {
  readonly code: string
  readonly network?: NetworkOptions
  /** How long the other device is looked for, in ms. Default {@link LINK_LOOK_TIMEOUT_MS}. */
  readonly timeoutMs?: number
}

/**
 * Makes a profile that has no identity a device of the one whose device shows the code. It gets a key of its own, and not
 * the phrase.
 *
 * @throws CODE_INVALID, IDENTITY_EXISTS, LINK_NOT_FOUND, LINK_CODE_WRONG
 */
export async function takeLink(secrets: SecretStore, options: TakeLinkOptions): Promise<Identity> {
  const code = parseCode(options.code)
  await assertNoIdentity(secrets)
  const seed = crypto.randomBytes(32)
  const { publicKey } = crypto.keyPair(seed)
  const keyPair = crypto.keyPair()
  const network = await createNetwork({
    keyPair,
    options: options.network ?? {},
    logger: silentLogger,
    now: Date.now,
  })
  try {
    const search = { network, secret: secretOfCode(code), publicKey, topic: topicOfCode(LINK_TOPIC, code) }
    const { proof, home } = await findGift(search, options.timeoutMs ?? LINK_LOOK_TIMEOUT_MS)
    await secrets.set(IDENTITY_SECRETS.device, b4a.from(seed))
    if (home !== null) await secrets.set(IDENTITY_SECRETS.home, homeKeys.encode(home))
    await secrets.set(IDENTITY_SECRETS.attestation, proof)
    return await openIdentity(secrets)
  } finally {
    await network.close()
  }
}

interface Search {
  readonly network: Network
  readonly secret: Uint8Array
  readonly publicKey: Uint8Array
  readonly topic: Uint8Array
}

async function findGift(search: Search, timeoutMs: number): Promise<LinkGift> {
  const { network } = search
  const guesses = createGuessLimit()
  const { promise, resolve, reject } = Promise.withResolvers<LinkGift>()
  const graces: NodeJS.Timeout[] = []
  /** Devices that have another code: asking one again would cost it a guess. */
  const others = new Set<string>()
  const meet = async (connection: PeerConnection) => {
    const device = encodeKey(connection.remotePublicKey)
    const asked = others.has(device) ? null : await askFor(connection, { ...search, guesses })
    if (asked?.ok === true) return resolve(asked.value)
    await connection.close()
    if (asked?.code !== 'WRONG_SECRET' && asked?.code !== 'REFUSED') return
    others.add(device)
    // Somebody else's code may have the same number, so whoever else answers is asked too.
    graces.push(setTimeout(() => reject(CoreErrors.LINK_CODE_WRONG({})), LINK_GRACE_MS))
  }
  network.on('connection', (connection) => void meet(connection).catch(reject))
  const topic = network.join(search.topic, { server: false })
  const again = setInterval(() => void topic.refresh().catch(() => undefined), LINK_LOOK_AGAIN_MS)
  const timer = setTimeout(() => reject(CoreErrors.LINK_NOT_FOUND({ timeoutMs })), timeoutMs)
  try {
    return await promise
  } finally {
    clearInterval(again)
    for (const each of [timer, ...graces]) clearTimeout(each)
  }
}

async function askFor(
  connection: PeerConnection,
  { secret, publicKey, guesses }: Search & { guesses: ReturnType<typeof createGuessLimit> },
): Promise<Result<LinkGift, PakeFailure>> {
  const met = await runCode(connection, { secret, guesses, mine: publicKey })
  if (!met.ok) return met
  const given = await runGift(connection, met.value.key)
  if (!given.ok) return given
  const gift = linkGift.decode(given.value.data)
  if (!gift.ok || verifyDevice(gift.value.proof, publicKey) === null) return { ok: false, code: 'MALFORMED' }
  return gift
}
