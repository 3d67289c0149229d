/** Takes files that are dragged onto it. */
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import type { ComiceError } from '@comice/protocol'
import { toComiceError } from '@comice/client'
import { SaveIcon } from '../ui/icons.tsx'
import { fromDrop, type PickedFile } from './picked-files.ts'

interface DropZoneProps {
  /** What it is dropped on, while something is held above it; null where nothing can be dropped. */
  readonly label: ReactNode | null
  readonly onDrop: (files: PickedFile[]) => void
  readonly onError: (error: ComiceError) => void
  readonly className?: string
  readonly children: ReactNode
}

export function DropZone({ label, onDrop, onError, className = '', children }: DropZoneProps) {
  const [isOver, setOver] = useState(false)
  // Entering a child comes before leaving its parent.
  const depth = useRef(0)
  const move = (by: 1 | -1) => {
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  const take = (event: DragEvent) => {
    event.preventDefault()
    depth.current = 0
    setOver(false)
    fromDrop(event.dataTransfer.items).then(onDrop, (error: unknown) => onError(toComiceError(error)))
  }
  const isTaken = (event: DragEvent) => label !== null && event.dataTransfer.types.includes('Files')
  return (
    <div
      className={`relative ${className}`}
      onDragEnter={(event) => isTaken(event) && move(1)}
      onDragLeave={(event) => isTaken(event) && move(-1)}
      onDragOver={(event) => {
        if (!isTaken(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={(event) => isTaken(event) && take(event)}
    >
      {children}
      {isOver && (
        <div
          aria-hidden="true"
          className="veil pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-2xl border-2 border-dashed border-accent bg-tint/90 text-tint-ink"
        >
          <p className="flex items-center gap-2 font-medium">
            <SaveIcon />
            {label}
          </p>
        </div>
      )}
    </div>
  )
}
