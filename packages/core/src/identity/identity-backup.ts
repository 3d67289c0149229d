/**
 * A backup of an identity: the words and when it was made, behind a passphrase. It holds no device key and no key of
 * a store: what was restored from those twice would write twice at one place, and end both.
 */
import { lockWithPassphrase, openWithPassphrase } from '@comice/storage'
import { CoreErrors } from '../errors.ts'
import { readPhrase } from './recover-identity.ts'

export interface IdentityBackup {
  readonly phrase: string
  /** Unix time in ms. */
  readonly createdAt: number
}

/** The file's bytes. @throws PASSPHRASE_WEAK */
export function encodeBackup(backup: IdentityBackup, passphrase: string): Promise<Uint8Array> {
  return lockWithPassphrase('backup', passphrase, Buffer.from(JSON.stringify({ version: 1, ...backup })))
}

/** @throws PASSPHRASE_WRONG, LOCK_DAMAGED, BACKUP_NEWER */
export async function decodeBackup(bytes: Uint8Array, passphrase: string): Promise<IdentityBackup> {
  const content = await openWithPassphrase('backup', passphrase, bytes)
  // Authenticated: this is what some version of ours wrote.
  const { version, phrase, createdAt } = JSON.parse(Buffer.from(content).toString()) as IdentityBackup & {
    version: number
  }
  if (version !== 1) throw CoreErrors.BACKUP_NEWER({ found: version })
  return { phrase: await readPhrase(phrase), createdAt }
}
