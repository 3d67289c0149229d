/** Reading the tree of a drive, whoever wrote it. */
import type Hyperdrive from 'hyperdrive'
import { DriveErrors } from '../errors.ts'

/**
 * A tree of nodes that no Hyperbee wrote throws anything while it is walked; a closed core is not damage.
 * @throws DRIVE_DAMAGED
 */
export async function* guarded<T>(snapshot: Hyperdrive, stream: AsyncIterable<T>): AsyncGenerator<T> {
  const entries = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await entries.next().catch((cause: unknown) => {
        if (snapshot.closing !== null || isSubstrateError(cause)) throw cause
        throw DriveErrors.DRIVE_DAMAGED({ reason: 'its tree of files does not decode' }, { cause })
      })
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await entries.return?.().catch(() => undefined)
  }
}

function isSubstrateError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^(?:SESSION_|REQUEST_|BLOCK_|STORAGE_|STORE_|DRIVE_)/u.test(code)
}
