/** Where the link of an app is pasted. */
import { isComiceError, LIMITS, parseLink } from '@comice/protocol'
import { sentence } from '../format/text.ts'
import { Field } from '../ui/field.tsx'

interface LinkFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

export function LinkField({ value, onChange }: LinkFieldProps) {
  const text = value.trim()
  return (
    <Field
      label="Link of the app"
      description="It begins with comice:// or pear://."
      value={value}
      // Mail and chat programs break what is long.
      onChange={(typed) => onChange(typed.replaceAll(/\s+/g, ''))}
      error={text.length < LONG_ENOUGH_TO_JUDGE ? null : linkProblem(text)}
      rows={3}
      isCode
      autoFocus
      autoComplete="off"
    />
  )
}

/** Who types is not told of errors while a link is still becoming one. */
const LONG_ENOUGH_TO_JUDGE = 24

/** A sentence, or null for a link. */
export function linkProblem(text: string): string | null {
  if (text.length > LIMITS.MAX_LINK_CHARS) return 'This is too long for a link.'
  try {
    parseLink(text)
    return null
  } catch (error) {
    if (isComiceError(error)) return sentence(error.message)
    throw error
  }
}
