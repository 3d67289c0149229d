import type { Unlocking } from '@comice/storage'
import type { Finding } from './finding.ts'

/** What locks the secrets of the profile; `unlocking` is null when nothing does. */
export function secretsFinding(unlocking: Unlocking | null): Finding {
  const finding = { name: 'secrets', ok: true }
  if (unlocking === null) {
    return {
      ...finding,
      found: 'not locked: files that this user can read',
      advice: 'comice id lock puts a passphrase before them, comice id lock --keychain the system’s keychain',
    }
  }
  const { by, hasKeychain, hasPassphrase } = unlocking
  if (by === 'passphrase' && hasKeychain) {
    return {
      ...{ ...finding, ok: false },
      found: 'locked; the passphrase opened them, and the keychain did not',
      advice: 'comice id lock --keychain puts the key there anew, comice id unlock --keychain does without',
    }
  }
  if (by === 'passphrase') return { ...finding, found: 'locked by a passphrase' }
  if (hasPassphrase)
    return { ...finding, found: 'locked; the keychain opened them, and the passphrase would' }
  return {
    ...finding,
    found: 'locked; the keychain opened them, and nothing else would',
    advice: 'comice id lock adds a passphrase, for the day on which the keychain has lost the key',
  }
}
