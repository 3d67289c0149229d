/** One of a few, side by side. */
import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { ReactNode } from 'react'

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[]
}

export function Choice<Value extends string>({ label, value, onChange, options }: ChoiceProps<Value>) {
  return (
    <RadioGroup
      value={value}
      onChange={(chosen) => {
        const option = options.find((one) => one.value === chosen)
        if (option !== undefined) onChange(option.value)
      }}
      orientation="horizontal"
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-medium">{label}</Label>
      <div className="flex gap-1 rounded-xl bg-shelf p-1">
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="touch focusable flex flex-1 cursor-pointer items-center justify-center rounded-lg px-2 text-center text-sm leading-tight text-soft transition-colors data-[hovered]:text-ink data-[selected]:bg-card data-[selected]:text-ink data-[selected]:shadow-card"
          >
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
