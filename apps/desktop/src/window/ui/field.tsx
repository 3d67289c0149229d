/** A labelled text field with its sentence of explanation and its error. */
import type { ReactNode } from 'react'
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  readonly label: string
  readonly description?: ReactNode
  readonly error?: string | null
  readonly placeholder?: string
  /** Rows of a field for longer text. */
  readonly rows?: number
  /** For keys and invites. */
  readonly isCode?: boolean
}

const BOX =
  'w-full rounded-xl border border-edge bg-paper px-3 py-2 text-ink placeholder:text-soft outline-none transition-shadow data-[focused]:border-accent data-[focused]:ring-2 data-[focused]:ring-accent/40 data-[invalid]:border-russet'

export function Field({
  label,
  description,
  error,
  placeholder = '',
  rows,
  isCode = false,
  ...props
}: FieldProps) {
  const box = `${BOX} ${isCode ? 'font-mono text-sm' : ''}`
  return (
    <TextField {...props} isInvalid={error != null} className="flex flex-col gap-1.5">
      <Label className="text-sm font-medium">{label}</Label>
      {rows === undefined ? (
        <Input className={`${box} touch`} placeholder={placeholder} />
      ) : (
        <TextArea className={`${box} resize-none wrap-anywhere`} rows={rows} placeholder={placeholder} />
      )}
      {description != null && (
        <Text slot="description" className="text-sm text-soft">
          {description}
        </Text>
      )}
      <FieldError className="text-sm text-russet">{error}</FieldError>
    </TextField>
  )
}
