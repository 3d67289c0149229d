/** What can be asked of the process that has to do with secrets, and what it answers. Types alone. */

import type { SealChange, SealChanged } from '@comice/storage'

/** `passphrase` is that of the profile, where it is locked. */
export type IdentityRequest =
  | { readonly action: 'phrase'; readonly passphrase?: string | undefined }
  | {
      readonly action: 'backup'
      readonly passphrase?: string | undefined
      readonly backupPassphrase: string
    }
  | { readonly action: 'recover'; readonly phrase: string }
  | {
      readonly action: 'link'
      readonly code: string
      /** DHT nodes as host:port; only these are used then. */
      readonly bootstrap?: readonly string[] | undefined
      readonly timeoutMs?: number | undefined
    }
  | { readonly action: 'restore'; readonly backup: string; readonly backupPassphrase: string }
  | { readonly action: 'seal'; readonly passphrase?: string | undefined; readonly next: SealChange }

/** Keys are z32, files base64. */
export interface IdentityAnswer {
  readonly phrase: { readonly phrase: string }
  readonly backup: { readonly backup: string }
  readonly recover: { readonly identity: string; readonly device: string }
  readonly link: { readonly identity: string; readonly device: string }
  readonly restore: {
    readonly identity: string
    readonly device: string
    /** When the backup was made, Unix time in ms. */
    readonly createdAt: number
  }
  readonly seal: SealChanged
}
