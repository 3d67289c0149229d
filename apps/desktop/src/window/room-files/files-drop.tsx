import type { ReactNode } from 'react'
import { DropZone } from '../uploads/drop-zone.tsx'
import type { Attachments } from './use-attachments.ts'

interface FilesDropProps {
  /** Null: nothing can be dropped. */
  readonly attachments: Attachments | null
  readonly children: ReactNode
}

/** Takes files for the next message that are dropped anywhere on the room. */
export function FilesDrop({ attachments, children }: FilesDropProps) {
  return (
    <DropZone
      label={attachments === null ? null : 'Send it here'}
      onDrop={(files) => attachments?.add(files.map(({ file }) => file))}
      onError={(error) => attachments?.refuse(error)}
      className="flex min-h-0 flex-1 flex-col"
    >
      {children}
    </DropZone>
  )
}
