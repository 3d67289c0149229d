/** An invite that exists: to copy, to scan, and what to take care of. */
import { useEffect, useRef, useState } from 'react'
import { COPIED_MS } from '../constants.ts'
import { WindowErrors } from '../errors.ts'
import { sentence } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { CheckIcon, CopyIcon } from '../ui/icons.tsx'
import { QrCode } from './qr-code.tsx'

interface InviteCardProps {
  readonly text: string
  /** Whom it lets in and for how long. */
  readonly terms: string
  readonly onDone: () => void
  readonly onAnother: () => void
}

type Copy = 'not-yet' | 'copied' | 'refused'

export function InviteCard({ text, terms, onDone, onAnother }: InviteCardProps) {
  const [copy, setCopy] = useState<Copy>('not-yet')
  const code = useRef<HTMLElement>(null)
  useEffect(() => {
    if (copy !== 'copied') return
    const timer = setTimeout(() => setCopy('not-yet'), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copy])

  const copyText = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopy('copied')
    } catch {
      if (code.current !== null) getSelection()?.selectAllChildren(code.current)
      setCopy('refused')
    }
  }
  const refusal = WindowErrors.COPY_REFUSED({})
  return (
    <div className="flex flex-col gap-4">
      <QrCode text={text} label="The invite as a QR code" />
      <code
        ref={code}
        data-invite
        className="block rounded-xl border border-line bg-paper px-3 py-2.5 font-mono text-sm wrap-anywhere select-all"
      >
        {text}
      </code>
      <p className="text-sm text-soft">
        {terms}{' '}
        <strong className="font-medium text-ink">Treat it like a key: whoever has it can come in.</strong>{' '}
        Somebody of the room must be online when it is used.
      </p>
      <p role="status" className={copy === 'refused' ? 'text-sm text-russet' : 'sr-only'}>
        {copy === 'copied' && 'Copied.'}
        {copy === 'refused' && `${sentence(refusal.message)} ${sentence(refusal.hint ?? '')}`}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onPress={onAnother} className="mr-auto">
          Another
        </Button>
        <Button onPress={onDone}>Done</Button>
        <Button look="primary" autoFocus onPress={() => void copyText()} className="min-w-32">
          {copy === 'copied' ? <CheckIcon className="size-4.5" /> : <CopyIcon className="size-4.5" />}
          {copy === 'copied' ? 'Copied' : 'Copy invite'}
        </Button>
      </div>
    </div>
  )
}
