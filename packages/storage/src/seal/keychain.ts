/**
 * The keychain of the system: the Secret Service of a Linux desktop, the Keychain of macOS, the Credential Manager of
 * Windows. Its module is native and is loaded by the first call, which only a profile makes that uses it.
 */
import type { AsyncEntry } from '@napi-rs/keyring'
import type { ComiceError } from '@comice/protocol'
import { isComiceError } from '@comice/protocol'
import { KEYCHAIN_SERVICE, MAX_KEYCHAIN_REASON_CHARS } from '../constants.ts'
import { errors } from '../errors.ts'

/** What is kept under a name there; null when there is nothing. @throws KEYCHAIN_UNAVAILABLE, KEYCHAIN_LOCKED */
export async function readFromKeychain(name: string): Promise<Uint8Array | null> {
  return ask(name, async (entry) => {
    const bytes = await entry.getSecret()
    return bytes === null ? null : Uint8Array.from(bytes)
  })
}

/** Keeps it there, in the place of what was. @throws KEYCHAIN_UNAVAILABLE, KEYCHAIN_LOCKED */
export async function keepInKeychain(name: string, value: Uint8Array): Promise<void> {
  await ask(name, (entry) => entry.setSecret(value))
}

/** Takes it away, when it is there. @throws KEYCHAIN_UNAVAILABLE, KEYCHAIN_LOCKED */
export async function dropFromKeychain(name: string): Promise<void> {
  await ask(name, (entry) => entry.deleteCredential())
}

async function ask<T>(name: string, work: (entry: AsyncEntry) => Promise<T>): Promise<T> {
  try {
    const { AsyncEntry: Entry } = await import('@napi-rs/keyring')
    // Never the kernel's keyring, which the module else takes where there is no desktop: it forgets at a restart.
    return await work(new Entry(KEYCHAIN_SERVICE, name, { linux: { store: 'secret-service' } }))
  } catch (error) {
    throw toKeychainError(error)
  }
}

/** The module has one class for all its errors and tells them by their text; none of these texts has a secret in it. */
function toKeychainError(error: unknown): ComiceError {
  if (isComiceError(error)) return error
  const text = error instanceof Error ? error.message : String(error)
  const reason = text.split('\n', 1)[0]?.slice(0, MAX_KEYCHAIN_REASON_CHARS) ?? ''
  const isLocked = /prompt was dismissed|is locked|user canceled|interaction is not allowed/iu.test(text)
  return isLocked
    ? errors.KEYCHAIN_LOCKED({ reason }, { cause: error })
    : errors.KEYCHAIN_UNAVAILABLE({ reason }, { cause: error })
}
