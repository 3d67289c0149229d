/** Gives a file of the user to the node, which puts it into the room without saying it. */
import type { AddedFile } from '@comice/host'
import { errorFromWire } from '@comice/protocol'
import { WindowErrors } from '../errors.ts'

export interface FileUpload {
  /** See {@link useFileBase}. */
  readonly base: string
  readonly token: string
  readonly signal: AbortSignal
  /** 0 to 1; 1 while the node still writes. */
  readonly onshare: (share: number) => void
}

/** The browser reads the file while it sends it. @throws UPLOAD_BROKEN, and what the node refuses with */
export function uploadFile(file: File, { base, token, signal, onshare }: FileUpload): Promise<AddedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.upload.onprogress = ({ loaded }) => onshare(file.size === 0 ? 1 : loaded / file.size)
    request.onload = () => {
      const answer = answerOf(request)
      if (answer instanceof Error) reject(answer)
      else resolve(answer)
    }
    request.onerror = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.onabort = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.open('POST', `${base}new?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
}

function answerOf({ status, responseText }: XMLHttpRequest): AddedFile | Error {
  try {
    const answer: unknown = JSON.parse(responseText)
    return status === 200 ? (answer as AddedFile) : errorFromWire(answer)
  } catch {
    return WindowErrors.UPLOAD_BROKEN({})
  }
}
