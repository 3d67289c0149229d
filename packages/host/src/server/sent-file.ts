import type { OpenedFile } from '@comice/drives'
import type { SentFile } from './file-response.ts'

/** A file of a drive, to be sent. */
export function sentFile(file: OpenedFile): SentFile {
  return { bytes: file.entry.bytes, etag: file.etag, read: (range) => file.read(range) }
}
