/** What a profile knows of the updates of its apps. */
import type { AppVersion } from '@comice/protocol'
import type { CheckoutProgress } from '../checkout/checkout.ts'

/**
 * Why an app gets no more updates until the user says so. What is on the disk goes on running.
 *
 * - `DRIVE_CUT`: its author cut the drive back; what was released may be gone or replaced.
 * - `DRIVE_CONFLICTED`: two histories of the drive are signed. Its author's key is used twice, or stolen.
 * - `RELEASES_REWRITTEN`: releases that we had seen are gone or changed.
 * - `RELEASE_EQUIVOCATED`: the drive holds something else than its author's release says.
 */
export type Trouble = 'DRIVE_CUT' | 'DRIVE_CONFLICTED' | 'RELEASES_REWRITTEN' | 'RELEASE_EQUIVOCATED'

/** How far the updates of an app are. What a peer or author causes is here, and never thrown. */
export type UpdateState =
  /** Nobody has told us anything since the node started. */
  | { readonly kind: 'unknown' }
  /** What runs is the newest that we know of. */
  | { readonly kind: 'current' }
  /** The user keeps it on its version. */
  | { readonly kind: 'pinned' }
  | { readonly kind: 'fetching'; readonly length: number; readonly progress: CheckoutProgress | null }
  /** Runs from the next start on. */
  | { readonly kind: 'ready'; readonly version: AppVersion; readonly isRollback: boolean }
  /** The newest version did not start here, and is not tried again. */
  | { readonly kind: 'bad'; readonly version: string; readonly length: number }
  /** It is tried again when the drive changes, or when the user asks. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'stopped'; readonly trouble: Trouble; readonly words: string }

/** What a person reads of it. */
export const TROUBLE_WORDS: Readonly<Record<Trouble, string>> = {
  DRIVE_CUT: 'Its author cut the app’s drive back. What was released may be gone or replaced.',
  DRIVE_CONFLICTED: 'Two histories of the app’s drive are signed: its author’s key is used twice, or stolen.',
  RELEASES_REWRITTEN: 'Releases that were published are gone or changed.',
  RELEASE_EQUIVOCATED: 'The app’s drive holds something else than its author signed for the release.',
}

/** What stopped the updates of an app, by its record. */
export function isTrouble(code: string): code is Trouble {
  return Object.hasOwn(TROUBLE_WORDS, code)
}

export interface Updates extends AsyncDisposable {
  /** Keeps up with the drive of an app. Calling it again looks again: the app was opened, pinned or changed here. */
  follow(key: Uint8Array): void
  /** Stops to; resolves when nothing of it is open any more. */
  unfollow(key: Uint8Array): Promise<void>
  /** Follows all installed apps. */
  followAll(): Promise<void>
  state(key: Uint8Array): UpdateState
  /**
   * Asks peers now, and fetches what is new. Resolves when it is ready, or to why it is not.
   * @throws APP_NOT_FOUND
   */
  check(key: Uint8Array, options?: { timeoutMs?: number }): Promise<UpdateState>
  /** Takes the drive as it is now, after the user read what stopped its updates. @throws APP_NOT_FOUND */
  resume(key: Uint8Array): Promise<void>
  /** Calls `listener` at each change of a state. Returns a function that takes it back. */
  onState(listener: (key: Uint8Array, state: UpdateState) => void): () => void
  /** Idempotent. */
  close(): Promise<void>
}
