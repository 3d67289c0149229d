/** Gives a file of the user to the node, which puts it into the room without saying it. */
import type { AddedFile } from '@comice/host'
import { postBlob } from '../uploads/post-blob.ts'

export interface FileUpload {
  /** See {@link useFileBase}. */
  readonly base: string
  readonly token: string
  readonly signal: AbortSignal
  /** 0 to 1; 1 while the node still writes. */
  readonly onshare: (share: number) => void
}

/** The browser reads the file while it sends it. @throws UPLOAD_BROKEN, and what the node refuses with */
export function uploadFile(file: File, { base, ...upload }: FileUpload): Promise<AddedFile> {
  const url = `${base}new?name=${encodeURIComponent(file.name)}`
  return postBlob<AddedFile>(file, { ...upload, url, mediaType: 'application/octet-stream' })
}
