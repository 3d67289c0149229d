/** Gives files of the user to the node, which offers them under a code. */
import type { PageSend } from '@comice/host'
import type { Session } from '../session/session.ts'
import type { PickedFile } from '../uploads/picked-files.ts'
import { postBlob } from '../uploads/post-blob.ts'
import { tarOf } from '../uploads/tar-blob.ts'

export interface SendWish {
  readonly files: readonly PickedFile[]
  readonly receivers: number
  readonly expiresInMs: number
}

export interface SendUpload {
  readonly signal: AbortSignal
  /** 0 to 1; 1 while the node still writes. */
  readonly onshare: (share: number) => void
}

/** The browser reads the files while it sends them. @throws UPLOAD_BROKEN, and what the node refuses with */
export function uploadForSend(
  { api, token }: Session,
  { files, receivers, expiresInMs }: SendWish,
  upload: SendUpload,
): Promise<PageSend> {
  return postBlob<PageSend>(tarOf(files), {
    ...upload,
    token,
    url: `${api}/sends/?receivers=${receivers}&expiresInMs=${expiresInMs}`,
    mediaType: 'application/x-tar',
  })
}
