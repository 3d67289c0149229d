/**
 * What a peer wrote, as texts in a few kinds of elements. Its direction is its own, it cannot reach beyond its box, and
 * of a very long one the beginning is shown until one asks for all.
 */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { FOLD_CHARS, FOLD_LINES } from '../constants.ts'
import { Markdown } from '../markdown/markdown.tsx'
import type { MentionedName } from '../markdown/split-mentions.ts'

export function isLong(text: string): boolean {
  return text.length > FOLD_CHARS || text.split('\n', FOLD_LINES + 1).length > FOLD_LINES
}

/** The first lines of a long text; whole characters. */
export function beginningOf(text: string): string {
  const lines = text.split('\n', FOLD_LINES).join('\n')
  return lines.length <= FOLD_CHARS
    ? lines
    : `${lines.slice(0, FOLD_CHARS).replace(/[\uD800-\uDBFF]$/u, '')}…`
}

interface MessageTextProps {
  readonly text: string
  readonly mentioned?: readonly MentionedName[]
}

export function MessageText({ text, mentioned = [] }: MessageTextProps) {
  const [isOpen, setOpen] = useState(false)
  const isFolded = isLong(text) && !isOpen
  return (
    <>
      <div data-text className={`overflow-clip ${isFolded ? 'max-h-72' : ''}`}>
        <Markdown text={isFolded ? beginningOf(text) : text} mentioned={mentioned} />
      </div>
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
