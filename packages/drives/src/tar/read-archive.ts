/** The entries of a tar archive, which may be anybody's. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { extract, type Header } from 'tar-stream'
import { DriveErrors } from '../errors.ts'

export interface ArchiveEntry {
  readonly header: Header
  /** What is not read of it is passed over. */
  readonly contents: AsyncIterable<Uint8Array>
}

/**
 * One after the other. A header is 4 MiB at most, names and all.
 *
 * @throws DRIVE_ARCHIVE_TOO_LARGE, and what the archive, or its reading, ends with
 */
export async function* readArchive(
  archive: AsyncIterable<Uint8Array>,
  maxEntries: number,
): AsyncGenerator<ArchiveEntry> {
  const entries = extract()
  const feeding = pipeline(Readable.from(archive), entries)
  // It fails where the entries are read, too.
  feeding.catch(() => undefined)
  let count = 0
  for await (const entry of entries) {
    if (++count > maxEntries) throw DriveErrors.DRIVE_ARCHIVE_TOO_LARGE({ entries: maxEntries })
    yield { header: entry.header, contents: entry as AsyncIterable<Uint8Array> }
    entry.resume()
  }
  await feeding
}
