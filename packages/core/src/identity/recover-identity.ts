/** An identity that comes from outside: from its 24 words, or from a backup. The device is always a new one. */
import b4a from 'b4a'
import IdentityKey from 'keet-identity-key'
import { MAX_PHRASE_CHARS, PHRASE_WORDS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import {
  assertNoIdentity,
  IDENTITY_SECRETS,
  type Identity,
  openIdentity,
  type SecretStore,
} from './identity.ts'

/**
 * The words as they are kept, from how people write them: in any case, with commas, numbers in front or line breaks.
 *
 * @throws PHRASE_INVALID; which word is wrong is not said, since nobody but its owner knows
 */
export async function readPhrase(text: string): Promise<string> {
  const words =
    text.length > MAX_PHRASE_CHARS
      ? []
      : text
          .normalize('NFKD')
          .toLowerCase()
          .match(/[a-z]+/gu)
  if (words?.length !== PHRASE_WORDS) throw CoreErrors.PHRASE_INVALID({ found: words?.length ?? 0 })
  const phrase = words.join(' ')
  try {
    // Checks the words and the checksum in the last one.
    await IdentityKey.deriveSeed(phrase)
  } catch {
    throw CoreErrors.PHRASE_INVALID({ found: PHRASE_WORDS })
  }
  return phrase
}

/**
 * Makes these words the identity of a profile that has none, with a new device key. A device key belongs into one
 * place: two programs with the same one take each other's connections.
 *
 * @throws PHRASE_INVALID, IDENTITY_EXISTS
 */
export async function recoverIdentity(secrets: SecretStore, text: string): Promise<Identity> {
  const phrase = await readPhrase(text)
  await assertNoIdentity(secrets)
  // First: a phrase whose origin is not known counts as made here, and a home would begin beside the one there is.
  await secrets.set(IDENTITY_SECRETS.origin, b4a.from('recovered'))
  await secrets.set(IDENTITY_SECRETS.phrase, b4a.from(phrase))
  return openIdentity(secrets)
}
