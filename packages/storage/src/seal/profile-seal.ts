/**
 * The lock on a profile's secrets. One random key encrypts every secret. A passphrase opens the file SEAL, in which that
 * key is, and the system's keychain keeps the same key where the file KEYCHAIN says so: either opens the profile. So
 * another passphrase changes one file, and a crash in between leaves a profile that opens.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { ComiceError } from '@comice/protocol'
import { isComiceError } from '@comice/protocol'
import { KEYCHAIN_FORMAT_VERSION, LOCK_WAIT_MS, SEALED_FORMAT_VERSION } from '../constants.ts'
import { errors } from '../errors.ts'
import { makeDirectory, syncDirectory, writeFileAtomic } from '../file/atomic-file.ts'
import { readFormat, writeFormat } from '../format/format.ts'
import { acquireProfileLock } from '../lock/profile-lock.ts'
import { profilePaths } from '../paths/paths.ts'
import { openSecrets, type Secrets } from '../secrets/secrets.ts'
import { dropFromKeychain } from './keychain.ts'
import {
  type KeychainNote,
  keepKey,
  readKeychainNote,
  tryKeychain,
  writeKeychainNote,
} from './keychain-seal.ts'
import { PROFILE_KEY_BYTES } from './locked-values.ts'
import { lockWithPassphrase, openWithPassphrase } from './passphrase-box.ts'

/** What opened the lock of a profile, and what is amiss with it. */
export interface Unlocking {
  readonly by: 'passphrase' | 'keychain'
  /** Whether the keychain should have opened it: then the passphrase was asked for because the keychain did not. */
  readonly hasKeychain: boolean
  /** Whether a passphrase opens it too. */
  readonly hasPassphrase: boolean
}

export interface OpenedSeal {
  readonly key: Uint8Array
  readonly unlocking: Unlocking
}

/**
 * The key of a locked profile; null when it is not locked. A passphrase that is given is used. Without one the keychain is
 * asked, where it has the key.
 *
 * @throws PASSPHRASE_NEEDED, PASSPHRASE_WRONG, LOCK_DAMAGED, and where there is no passphrase KEYCHAIN_UNAVAILABLE,
 *   KEYCHAIN_LOCKED, KEYCHAIN_ENTRY_MISSING, KEYCHAIN_ENTRY_WRONG
 */
export async function openSeal(dir: string, passphrase: string | undefined): Promise<OpenedSeal | null> {
  const box = await readSeal(dir)
  const note = await readKeychainNote(dir)
  const has = { hasKeychain: note !== null, hasPassphrase: box !== null }
  if (box !== null && (passphrase !== undefined || note === null))
    return { key: await keyOfBox(dir, box, passphrase), unlocking: { by: 'passphrase', ...has } }
  if (note === null) return null
  const key = await tryKeychain(dir, note)
  if (!isComiceError(key)) return { key, unlocking: { by: 'keychain', ...has } }
  throw box === null ? key : passphraseNeeded(dir, key)
}

/** The secrets of a profile, to read; nobody needs to have the profile open, and somebody may have. @throws as {@link openSeal} */
export async function readSecrets(dir: string, passphrase?: string): Promise<Pick<Secrets, 'get' | 'list'>> {
  if ((await readFormat(dir)) === null) throw errors.PROFILE_MISSING({ dir })
  const key = (await openSeal(dir, passphrase))?.key ?? null
  return openSecrets(profilePaths(dir).secrets, { key, isReader: true })
}

/** What is to open a profile from now on. */
export type SealChange =
  /** A passphrase, or another one; the keychain too, where it did. */
  | { readonly passphrase: string }
  /** The keychain; a passphrase too, where one did. */
  | 'keychain'
  /** Its passphrase alone, which has to be given. */
  | 'passphrase-alone'
  /** Nothing: its secrets are plain files. */
  | 'nothing'

export interface ChangeSealOptions {
  /** Of a profile that is locked. */
  readonly passphrase?: string | undefined
  readonly next: SealChange
}

/** What could not be done, and does not matter to the profile. */
export interface SealChanged {
  /** The keychain's entry that is still there, of the service `comice`, because the keychain was not to be had. */
  readonly entryLeft: string | null
}

/**
 * Locks a profile that nobody has open, changes what opens it, or unlocks it.
 *
 * @throws PROFILE_LOCKED while it is open, PROFILE_MISSING, PASSPHRASE_WEAK, KEYCHAIN_ALONE, and as {@link openSeal}
 */
export async function changeSeal(dir: string, { passphrase, next }: ChangeSealOptions): Promise<SealChanged> {
  if ((await readFormat(dir)) === null) throw errors.PROFILE_MISSING({ dir })
  const lock = await acquireProfileLock(dir, { waitMs: LOCK_WAIT_MS })
  try {
    if (next === 'passphrase-alone') return await forgetKeychain(dir, passphrase)
    const opened = await openSeal(dir, passphrase)
    await makeDirectory(profilePaths(dir).secrets)
    if (next === 'nothing') return await unlock(dir, opened)
    const key = opened?.key ?? randomBytes(PROFILE_KEY_BYTES)
    await (next === 'keychain' ? lockByKeychain(dir, key) : lockByPassphrase(dir, key, next.passphrase))
    return { entryLeft: null }
  } finally {
    await lock.release()
  }
}

async function lockByPassphrase(dir: string, key: Uint8Array, passphrase: string): Promise<void> {
  const { seal, secrets } = profilePaths(dir)
  const box = await lockWithPassphrase('profile', passphrase, key)
  // A version that knows nothing of locks must not take what is encrypted for a key.
  if ((await readKeychainNote(dir)) === null) await writeFormat(dir, SEALED_FORMAT_VERSION)
  await writeFileAtomic(seal, box, 0o600)
  await openSecrets(secrets, { key })
}

async function lockByKeychain(dir: string, key: Uint8Array): Promise<void> {
  const note = await keepKey(dir, key)
  await writeFormat(dir, KEYCHAIN_FORMAT_VERSION)
  await writeKeychainNote(dir, note)
  await openSecrets(profilePaths(dir).secrets, { key })
}

async function unlock(dir: string, opened: OpenedSeal | null): Promise<SealChanged> {
  if (opened === null) return { entryLeft: null }
  const { seal, keychain, secrets } = profilePaths(dir)
  const note = await readKeychainNote(dir)
  await openSecrets(secrets, { key: opened.key, isUnlocking: true })
  // What has opened it goes last: cut short in between, the profile still opens by it.
  for (const file of opened.unlocking.by === 'keychain' ? [seal, keychain] : [keychain, seal]) {
    await rm(file, { force: true })
    await syncDirectory(dir)
  }
  await writeFormat(dir)
  return { entryLeft: await drop(note) }
}

async function forgetKeychain(dir: string, passphrase: string | undefined): Promise<SealChanged> {
  const box = await readSeal(dir)
  if (box === null) throw errors.KEYCHAIN_ALONE({ dir })
  // Nobody is left with a passphrase that they do not know.
  await keyOfBox(dir, box, passphrase)
  const note = await readKeychainNote(dir)
  await rm(profilePaths(dir).keychain, { force: true })
  await syncDirectory(dir)
  await writeFormat(dir, SEALED_FORMAT_VERSION)
  return { entryLeft: await drop(note) }
}

/** The entry that is still there, because the keychain could not be asked. */
async function drop(note: KeychainNote | null): Promise<string | null> {
  if (note === null) return null
  try {
    await dropFromKeychain(note.name)
    return null
  } catch (error) {
    if (isComiceError(error)) return note.name
    throw error
  }
}

async function keyOfBox(dir: string, box: Uint8Array, passphrase: string | undefined): Promise<Uint8Array> {
  if (passphrase === undefined) throw passphraseNeeded(dir, null)
  const key = await openWithPassphrase('profile', passphrase, box)
  if (key.byteLength !== PROFILE_KEY_BYTES) throw errors.LOCK_DAMAGED({ content: 'profile' })
  return key
}

function passphraseNeeded(dir: string, keychain: ComiceError | null): ComiceError {
  const why = keychain === null ? null : keychain.message
  return errors.PASSPHRASE_NEEDED({ dir, why }, keychain === null ? {} : { cause: keychain })
}

async function readSeal(dir: string): Promise<Uint8Array | null> {
  return readFile(profilePaths(dir).seal).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
}
