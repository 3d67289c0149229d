/** What the browser saves to the disk, as a button: a plain link, which can be dragged out of the window too. */
import type { DragEvent, ReactNode } from 'react'

interface SaveLinkProps {
  readonly href: string
  /** Name of the file, for the desktop that it is dragged to. */
  readonly name: string
  readonly label?: string
  readonly className?: string
  readonly children: ReactNode
}

export function SaveLink({ href, name, label, className = '', children }: SaveLinkProps) {
  return (
    <a
      href={href}
      download
      {...(label === undefined ? {} : { 'aria-label': label, title: label })}
      onDragStart={(event) => offerFile(event, { href, name })}
      className={`touch focusable inline-flex items-center justify-center gap-2 rounded-xl py-1 text-sm whitespace-nowrap transition-colors select-none ${className}`}
    >
      {children}
    </a>
  )
}

/** Lets a file be dropped on the desktop or a file manager: browsers of the Chromium family fetch it there. */
export function offerFile({ dataTransfer }: DragEvent, { href, name }: { href: string; name: string }): void {
  // Type, name and address are told apart by colons.
  const plain = name.replaceAll(/[:\\/]/g, '_')
  dataTransfer.setData('DownloadURL', `application/octet-stream:${plain}:${href}`)
  dataTransfer.setData('text/plain', plain)
  dataTransfer.effectAllowed = 'copy'
}
