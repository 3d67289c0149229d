/**
 * The lock on a profile's secrets. A passphrase opens the file SEAL, in it is the profile's key, and with that every
 * secret is encrypted. So a new passphrase changes one file, and a crash in between leaves a profile that opens.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LOCK_WAIT_MS, SEALED_FORMAT_VERSION } from '../constants.ts'
import { errors } from '../errors.ts'
import { makeDirectory, syncDirectory, writeFileAtomic } from '../file/atomic-file.ts'
import { readFormat, writeFormat } from '../format/format.ts'
import { acquireProfileLock } from '../lock/profile-lock.ts'
import { profilePaths } from '../paths/paths.ts'
import { openSecrets, type Secrets } from '../secrets/secrets.ts'
import { PROFILE_KEY_BYTES } from './locked-values.ts'
import { lockWithPassphrase, openWithPassphrase } from './passphrase-box.ts'

/**
 * The key of a locked profile; null when it is not locked.
 *
 * @throws PASSPHRASE_NEEDED, PASSPHRASE_WRONG, LOCK_DAMAGED
 */
export async function openSeal(dir: string, passphrase: string | undefined): Promise<Uint8Array | null> {
  const box = await readSeal(dir)
  if (box === null) return null
  if (passphrase === undefined) throw errors.PASSPHRASE_NEEDED({ dir })
  const key = await openWithPassphrase('profile', passphrase, box)
  if (key.byteLength !== PROFILE_KEY_BYTES) throw errors.LOCK_DAMAGED({ content: 'profile' })
  return key
}

/** The secrets of a profile, to read; nobody needs to have the profile open, and somebody may have. @throws as {@link openSeal} */
export async function readSecrets(dir: string, passphrase?: string): Promise<Pick<Secrets, 'get' | 'list'>> {
  if ((await readFormat(dir)) === null) throw errors.PROFILE_MISSING({ dir })
  return openSecrets(profilePaths(dir).secrets, { key: await openSeal(dir, passphrase), isReader: true })
}

export interface ChangeSealOptions {
  /** Of a profile that is locked. */
  readonly passphrase?: string | undefined
  /** The passphrase from now on; null: none. */
  readonly next: string | null
}

/**
 * Locks a profile that nobody has open, gives it another passphrase, or unlocks it.
 *
 * @throws PROFILE_LOCKED while it is open, PROFILE_MISSING, PASSPHRASE_WEAK, and as {@link openSeal}
 */
export async function changeSeal(dir: string, { passphrase, next }: ChangeSealOptions): Promise<void> {
  if ((await readFormat(dir)) === null) throw errors.PROFILE_MISSING({ dir })
  const lock = await acquireProfileLock(dir, { waitMs: LOCK_WAIT_MS })
  try {
    const key = (await openSeal(dir, passphrase)) ?? randomBytes(PROFILE_KEY_BYTES)
    const { seal, secrets } = profilePaths(dir)
    await makeDirectory(secrets)
    if (next === null) {
      await openSecrets(secrets, { key, isUnlocking: true })
      await rm(seal, { force: true })
      await syncDirectory(dirname(seal))
      await writeFormat(dir)
      return
    }
    const box = await lockWithPassphrase('profile', next, key)
    // A version that knows nothing of locks must not take what is encrypted for a key.
    await writeFormat(dir, SEALED_FORMAT_VERSION)
    await writeFileAtomic(seal, box, 0o600)
    await openSecrets(secrets, { key })
  } finally {
    await lock.release()
  }
}

async function readSeal(dir: string): Promise<Uint8Array | null> {
  return readFile(profilePaths(dir).seal).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
}
