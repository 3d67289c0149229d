import { useNode } from '@comice/client/react'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { WindowErrors } from '../errors.ts'
import { useSession } from '../session/session-context.ts'
import { AttachmentShelf, type ShelfContents } from './attachment-shelf.ts'
import { uploadFile } from './upload-file.ts'

export interface Attachments
  extends ShelfContents, Pick<AttachmentShelf, 'add' | 'remove' | 'refuse' | 'take'> {
  /** Whether the node has all of them. */
  readonly isReady: boolean
}

/** The files that go out with the next message in this room. @param base see useFileBase */
export function useAttachments(room: string, base: string | null): Attachments {
  const api = useNode()
  const { token } = useSession()
  // A connection that comes back has another address for the same files.
  const latest = useRef(base)
  useEffect(() => {
    latest.current = base
  }, [base])
  const shelf = useMemo(
    () =>
      new AttachmentShelf({
        upload: async (file, options) => {
          if (latest.current === null) throw WindowErrors.UPLOAD_BROKEN({})
          return uploadFile(file, { base: latest.current, token, ...options })
        },
        discard: (file) => api.rooms.files.discard.mutate({ room, file }),
      }),
    [api, room, token],
  )
  // Another room: what was not said goes.
  useEffect(() => shelf.clear, [shelf])
  const contents = useSyncExternalStore(shelf.subscribe, shelf.get)
  const { add, remove, refuse, take } = shelf
  const isReady = contents.all.every(({ added }) => added !== null)
  return { ...contents, isReady, add, remove, refuse, take }
}
