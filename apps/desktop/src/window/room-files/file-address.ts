/** Where the files of the open room are on the node's server, while the page looks at it. */
import { useNode, useSubscription } from '@comice/client/react'
import type { RoomLookView } from '@comice/host'
import { useSession } from '../session/session-context.ts'

/** The address below which they are; null until the node has said. */
export function useFileBase(room: string): string | null {
  const { api } = useSession()
  const { value } = useSubscription<{ room: string }, RoomLookView>(useNode().rooms.files.look, { room })
  return value === null ? null : api + value.base
}

export interface FilePlace {
  /** Id of the message, and its number. */
  readonly message: string
  readonly seq: number
  /** Its place among the files of the message. */
  readonly at: number
  readonly name: string
}

/** Of a file, to be shown. */
export function fileAddress(base: string, { message, seq, at, name }: FilePlace): string {
  return `${base}${message}/${seq}/${at}/${encodeURIComponent(name)}`
}

/** Of a file, to be saved. */
export function saveAddress(base: string, place: FilePlace): string {
  return `${fileAddress(base, place)}?save`
}
