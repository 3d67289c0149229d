/** Where the link of an app comes as a QR code: a picture that is dropped, pasted, chosen, or taken with a phone. */
import { LIMITS } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { DropZone, FileTrigger } from 'react-aria-components'
import { readQr } from '../qr/read-qr.ts'
import { Button } from '../ui/button.tsx'
import { QrIcon } from '../ui/icons.tsx'
import { linkProblem } from './link-field.tsx'

interface LinkPictureProps {
  readonly onLink: (link: string) => void
}

export function LinkPicture({ onLink }: LinkPictureProps) {
  const [note, setNote] = useState('')
  const read = async (picture: Blob) => {
    setNote('')
    const { link, problem } = await readLink(picture)
    setNote(problem)
    if (link !== null) onLink(link)
  }
  usePastedPicture((picture) => void read(picture))
  return (
    <DropZone
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => {
        const file = items.find((item) => item.kind === 'file')
        if (file !== undefined) void file.getFile().then(read)
      }}
      className="rounded-xl border border-dashed border-edge px-3 py-2.5 data-[drop-target]:border-accent data-[drop-target]:bg-hover"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="min-w-40 flex-1 text-sm text-soft">
          Or its QR code: drop or paste a picture of it here.
        </p>
        <FileTrigger acceptedFileTypes={['image/*']} onSelect={(files) => void firstOf(files, read)}>
          <Button look="quiet" className="-mr-1">
            <QrIcon className="size-4.5" />
            Choose a picture
          </Button>
        </FileTrigger>
      </div>
      <p role="status" className={note === '' ? 'sr-only' : 'mt-1 text-sm text-russet'}>
        {note}
      </p>
    </DropZone>
  )
}

/** The link that is in a picture, or a sentence of why there is none. */
async function readLink(picture: Blob): Promise<{ link: string | null; problem: string }> {
  const reading = await readQr(picture)
  if (reading.kind === 'no-picture') return { link: null, problem: 'This is no picture that can be read.' }
  if (reading.kind === 'no-code') {
    return { link: null, problem: 'No QR code was found. A sharper picture, straight from above, may help.' }
  }
  // Whoever made the code wrote what is in it.
  const link = reading.text.slice(0, LIMITS.MAX_LINK_CHARS + 1).trim()
  if (linkProblem(link) !== null)
    return { link: null, problem: 'Its QR code holds something else than the link of an app.' }
  return { link, problem: '' }
}

async function firstOf(files: FileList | null, read: (picture: Blob) => Promise<void>): Promise<void> {
  const file = files?.[0]
  if (file !== undefined) await read(file)
}

/** Wherever the focus is: a picture can be pasted into no text field. */
function usePastedPicture(onPicture: (picture: Blob) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (picture === undefined) return
      event.preventDefault()
      onPicture(picture)
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  })
}
