/**
 * The lock of a profile whose key the system's keychain keeps. The file KEYCHAIN says where and what it looks like, in
 * three lines:
 *
 * | line | what |
 * |---|---|
 * | 1 | `comice keychain 1` |
 * | 2 | name of the entry, 32 hexadecimal digits; the entry is of the service `comice` and is the key itself, 32 bytes |
 * | 3 | BLAKE2b-128 of `comice/keychain/1`, a zero byte and line 2, under the key: tells another key from this one |
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ComiceError } from '@comice/protocol'
import { isComiceError } from '@comice/protocol'
import sodium from 'sodium-universal'
import { errors } from '../errors.ts'
import { writeFileAtomic } from '../file/atomic-file.ts'
import { profilePaths } from '../paths/paths.ts'
import { keepInKeychain, readFromKeychain } from './keychain.ts'
import { PROFILE_KEY_BYTES } from './locked-values.ts'

const FILE = /^comice keychain 1\n([0-9a-f]{32})\n([0-9a-f]{32})\n$/
const CHECK_CONTEXT = 'comice/keychain/1\0'
const CHECK_BYTES = 16
const NAME_BYTES = 16

/** What the file KEYCHAIN says. */
export interface KeychainNote {
  readonly name: string
  readonly check: string
}

/** The profile's note of its entry; null when the keychain does not open it. @throws LOCK_DAMAGED */
export async function readKeychainNote(dir: string): Promise<KeychainNote | null> {
  const text = await readFile(profilePaths(dir).keychain, 'latin1').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const [, name, check] = FILE.exec(text) ?? []
  if (name === undefined || check === undefined) throw errors.LOCK_DAMAGED({ content: 'note of a keychain' })
  return { name, check }
}

/** @throws KEYCHAIN_UNAVAILABLE, KEYCHAIN_LOCKED, KEYCHAIN_ENTRY_MISSING, KEYCHAIN_ENTRY_WRONG */
export async function keyFromKeychain(dir: string, { name, check }: KeychainNote): Promise<Uint8Array> {
  const key = await readFromKeychain(name)
  if (key === null) throw errors.KEYCHAIN_ENTRY_MISSING({ dir })
  if (key.byteLength !== PROFILE_KEY_BYTES || checkOf(name, key) !== check)
    throw errors.KEYCHAIN_ENTRY_WRONG({ dir })
  return key
}

/** The same, or why not. */
export async function tryKeychain(dir: string, note: KeychainNote): Promise<Uint8Array | ComiceError> {
  try {
    return await keyFromKeychain(dir, note)
  } catch (error) {
    if (isComiceError(error)) return error
    throw error
  }
}

/**
 * Puts a key into the keychain, reads it from there, and returns the note that {@link writeKeychainNote} is to write. A
 * profile that had an entry keeps its name.
 *
 * @throws as {@link keyFromKeychain}
 */
export async function keepKey(dir: string, key: Uint8Array): Promise<KeychainNote> {
  const known = await readKeychainNote(dir)
  const name = known?.name ?? randomBytes(NAME_BYTES).toString('hex')
  const note = { name, check: checkOf(name, key) }
  await keepInKeychain(name, key)
  await keyFromKeychain(dir, note)
  return note
}

export async function writeKeychainNote(dir: string, { name, check }: KeychainNote): Promise<void> {
  await writeFileAtomic(profilePaths(dir).keychain, `comice keychain 1\n${name}\n${check}\n`, 0o600)
}

function checkOf(name: string, key: Uint8Array): string {
  const check = Buffer.alloc(CHECK_BYTES)
  sodium.crypto_generichash(check, Buffer.from(CHECK_CONTEXT + name), Buffer.from(key))
  return check.toString('hex')
}
