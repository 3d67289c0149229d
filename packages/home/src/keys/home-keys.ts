/** The keys of a home: from the phrase where it is, from the device that linked this one elsewhere. */
import { IDENTITY_SECRETS, type KeyPair, type Peer, readPhrase } from '@comice/core'
import { homeKeys, type HomeKeys } from '@comice/protocol'
import b4a from 'b4a'
import crypto from 'hypercore-crypto'
import IdentityKey from 'keet-identity-key'
import { HomeErrors } from '../errors.ts'

const HOME_KEY_LABEL = b4a.from('comice/home key/1')
const OUTER_KEY_LABEL = b4a.from('comice/home outer key/1')

/** What the phrase says about a home. */
export interface PhraseKeys {
  readonly homePair: KeyPair
  readonly outerKey: Uint8Array
}

/** Null where the phrase is not kept. */
export async function phraseKeys({ profile }: Peer): Promise<PhraseKeys | null> {
  const phrase = await profile.secrets.get(IDENTITY_SECRETS.phrase)
  if (phrase === null) return null
  const identity = await IdentityKey.from({ mnemonic: await readPhrase(b4a.toString(b4a.from(phrase))) })
  try {
    const seed = identity.getEncryptionKey(crypto.hash(HOME_KEY_LABEL))
    const outerKey = b4a.from(identity.getEncryptionKey(crypto.hash(OUTER_KEY_LABEL)))
    return { homePair: crypto.keyPair(b4a.from(seed)), outerKey }
  } finally {
    identity.clear()
  }
}

/** Whether the phrase came from outside, so that there may be a home already. */
export async function isRecovered({ profile }: Peer): Promise<boolean> {
  return (await profile.secrets.get(IDENTITY_SECRETS.origin)) !== null
}

/** What was kept here, or is made from the phrase. @throws HOME_MISSING */
export async function loadHomeKeys(peer: Peer): Promise<HomeKeys> {
  const kept = await peer.profile.secrets.get(IDENTITY_SECRETS.home)
  const decoded = kept === null ? null : homeKeys.decode(kept)
  if (decoded?.ok === true) return decoded.value
  const derived = await phraseKeys(peer)
  if (derived === null) throw HomeErrors.HOME_MISSING({})
  const { homePair, outerKey } = derived
  const roots = [peer.identity.device.publicKey]
  const keys = { homeKey: homePair.publicKey, outerKey, roots, isAnchored: false }
  await keepHomeKeys(peer, keys)
  return keys
}

export async function keepHomeKeys({ profile }: Peer, keys: HomeKeys): Promise<void> {
  await profile.secrets.set(IDENTITY_SECRETS.home, homeKeys.encode(keys))
}
