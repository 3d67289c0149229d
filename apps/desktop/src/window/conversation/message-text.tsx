/**
 * What a peer wrote: a text node and nothing else. Its direction is its own, it cannot reach beyond its box, and a
 * very long one is folded.
 */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { FOLD_CHARS, FOLD_LINES } from '../constants.ts'

export function isLong(text: string): boolean {
  return text.length > FOLD_CHARS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES
}

export function MessageText({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false)
  const isFolded = isLong(text) && !isOpen
  return (
    <>
      <p
        dir="auto"
        className={`overflow-clip whitespace-pre-wrap wrap-anywhere [unicode-bidi:isolate] ${isFolded ? 'max-h-72' : ''}`}
      >
        {text}
      </p>
      {isLong(text) && (
        <Button
          onPress={() => setOpen(!isOpen)}
          className="touch focusable mt-1 rounded-md text-sm font-medium underline underline-offset-4"
        >
          {isOpen ? 'Show less' : 'Show the whole message'}
        </Button>
      )}
    </>
  )
}
