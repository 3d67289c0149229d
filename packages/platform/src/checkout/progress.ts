import { PROGRESS_INTERVAL_MS } from '../constants.ts'
import type { CheckoutProgress } from './checkout.ts'

/** Gathers what happens, and tells it at most every {@link PROGRESS_INTERVAL_MS}, and at the end. */
export interface Progress {
  /** So many entries of the tree were read. */
  list(entries: number): void
  /** The tree is read: so much is to be made. */
  fetch(files: number, bytes: number): void
  bytes(bytes: number): void
  file(): void
  end(): void
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

export function createProgress(
  tell: ((progress: CheckoutProgress) => void) | undefined,
  fetchedBytes: () => number,
): Progress {
  const state: Mutable<CheckoutProgress> = {
    phase: 'list',
    ...{ files: 0, bytes: 0, totalFiles: 0, totalBytes: 0, fetchedBytes: 0 },
  }
  let toldAt = Number.NEGATIVE_INFINITY
  const tellNow = (): void => {
    toldAt = performance.now()
    tell?.({ ...state, fetchedBytes: fetchedBytes() })
  }
  const tellSoon = (): void => {
    if (performance.now() - toldAt >= PROGRESS_INTERVAL_MS) tellNow()
  }
  return {
    list: (entries) => {
      state.files = entries
      tellSoon()
    },
    fetch: (totalFiles, totalBytes) => {
      Object.assign(state, { phase: 'fetch', files: 0, totalFiles, totalBytes })
      tellNow()
    },
    bytes: (bytes) => {
      state.bytes += bytes
      tellSoon()
    },
    file: () => {
      state.files++
    },
    end: tellNow,
  }
}
