/** Gives a file that the user chose in this page to its backend. */
import { GIVE_METHOD, GIVE_PIECE_BYTES, GIVE_PIECE_METHOD } from '../constants.ts'
import { RuntimeErrors } from '../errors.ts'
import type { PageCalls } from './page-calls.ts'

/** What a browser's `File` has of this. */
export interface PageFile {
  readonly name: string
  readonly size: number
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

export interface GiveOptions {
  readonly signal?: AbortSignal
  /** Called as it goes on, with the bytes that the backend has. */
  readonly onProgress?: (bytes: number) => void
}

/** See `Page.give`. Piece by piece, each when the backend has written the one before. */
export async function giveFile(
  calls: PageCalls,
  file: PageFile,
  { signal, onProgress = () => undefined }: GiveOptions = {},
): Promise<string> {
  const { name, size } = file
  const steps = calls.start(GIVE_METHOD, [name, size], signal)
  const iterator = steps[Symbol.asyncIterator]()
  try {
    const id = memberOf(await iterator.next(), 'id')
    // Fails as soon as the backend is gone, while a new call would wait for the next one.
    const done = iterator.next()
    done.catch(() => undefined)
    for (let at = 0; at < size; at += GIVE_PIECE_BYTES) {
      const end = Math.min(size, at + GIVE_PIECE_BYTES)
      const piece = await file.slice(at, end).arrayBuffer()
      if (piece.byteLength !== end - at) throw RuntimeErrors.GIVEN_FILE_INVALID({ reason: 'it has changed' })
      const taken = calls.start(GIVE_PIECE_METHOD, [id, new Uint8Array(piece)], signal)
      taken.catch(() => undefined)
      await Promise.race([taken, done])
      onProgress(end)
    }
    return String(memberOf(await done, 'path'))
  } finally {
    await iterator.return?.()
  }
}

function memberOf({ value }: IteratorResult<unknown, undefined>, name: string): unknown {
  const member = (value as Readonly<Record<string, unknown>> | undefined)?.[name]
  if (member === undefined)
    throw RuntimeErrors.GIVEN_FILE_INVALID({ reason: 'the backend did not take all of it' })
  return member
}
