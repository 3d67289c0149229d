/** Brings bytes of the user to the node in one request, which `fetch` could not tell the progress of. */
import { errorFromWire } from '@comice/protocol'
import { WindowErrors } from '../errors.ts'

export interface PostBlob {
  readonly url: string
  readonly token: string
  readonly mediaType: string
  readonly signal: AbortSignal
  /** 0 to 1; 1 while the node still writes. */
  readonly onshare: (share: number) => void
}

/** The browser reads the blob while it sends it. The node's answer. @throws UPLOAD_BROKEN, and what the node refuses with */
export function postBlob<Answer>(
  blob: Blob,
  { url, token, mediaType, signal, onshare }: PostBlob,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.upload.onprogress = ({ loaded }) => onshare(blob.size === 0 ? 1 : loaded / blob.size)
    request.onload = () => {
      const answer = answerOf<Answer>(request)
      if (answer instanceof Error) reject(answer)
      else resolve(answer)
    }
    request.onerror = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.onabort = () => reject(WindowErrors.UPLOAD_BROKEN({}))
    request.open('POST', url)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', mediaType)
    request.send(blob)
  })
}

function answerOf<Answer>({ status, responseText }: XMLHttpRequest): Answer | Error {
  try {
    const answer: unknown = JSON.parse(responseText)
    return status === 200 ? (answer as Answer) : errorFromWire(answer)
  } catch {
    return WindowErrors.UPLOAD_BROKEN({})
  }
}
