/** A text that is long and means nothing to people, with a button that copies it. */
import { useEffect, useRef, useState } from 'react'
import { COPIED_MS } from '../constants.ts'
import { IconButton } from './button.tsx'
import { CheckIcon, CopyIcon } from './icons.tsx'

interface CopyTextProps {
  readonly text: string
  /** What it is, for the button: “Copy the link”. */
  readonly label: string
  /** All of it on several lines, instead of the beginning on one. */
  readonly isWhole?: boolean
}

export function CopyText({ text, label, isWhole = false }: CopyTextProps) {
  const [isCopied, setCopied] = useState(false)
  const code = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // The browser did not allow it: it is selected now, for the keyboard.
      if (code.current !== null) getSelection()?.selectAllChildren(code.current)
    }
  }
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code
        ref={code}
        className={`min-w-0 flex-1 font-mono text-xs ${isWhole ? 'wrap-anywhere' : 'truncate'} select-all`}
      >
        {text}
      </code>
      <IconButton label={label} onPress={() => void copy()}>
        {isCopied ? <CheckIcon className="size-4" /> : <CopyIcon className="size-4" />}
      </IconButton>
      <span role="status" className="sr-only">
        {isCopied && 'Copied.'}
      </span>
    </span>
  )
}
