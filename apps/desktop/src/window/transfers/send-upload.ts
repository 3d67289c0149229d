/** Gives files of the user to the node, which offers them under a code. */
import type { PageSend } from '@comice/host'
import { errorFromWire } from '@comice/protocol'
import { WindowErrors } from '../errors.ts'
import type { Session } from '../session/session.ts'
import type { PickedFile } from '../uploads/picked-files.ts'
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
  { signal, onshare }: SendUpload,
): Promise<PageSend> {
  const archive = tarOf(files)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.upload.onprogress = ({ loaded }) => onshare(archive.size === 0 ? 1 : loaded / archive.size)
    request.onload = () => {
      const answer = answerOf(request)
      if (answer instanceof Error) reject(answer)
      else resolve(answer)
    }
    request.onerror = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.onabort = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.open('POST', `${api}/sends/?receivers=${receivers}&expiresInMs=${expiresInMs}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', 'application/x-tar')
    request.send(archive)
  })
}

function answerOf({ status, responseText }: XMLHttpRequest): PageSend | Error {
  try {
    const answer: unknown = JSON.parse(responseText)
    return status === 200 ? (answer as PageSend) : errorFromWire(answer)
  } catch {
    return WindowErrors.UPLOAD_BROKEN({})
  }
}
