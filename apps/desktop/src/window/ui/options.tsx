/** One of several, each with a sentence of explanation, below one another. */
import { Label, Radio, RadioGroup } from 'react-aria-components'

interface OptionsProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly title: string; readonly text: string }[]
}

export function Options<Value extends string>({ label, value, onChange, options }: OptionsProps<Value>) {
  return (
    <RadioGroup
      value={value}
      onChange={(chosen) => {
        const option = options.find((one) => one.value === chosen)
        if (option !== undefined) onChange(option.value)
      }}
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-medium">{label}</Label>
      <div className="flex flex-col gap-1">
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="touch group focusable flex cursor-pointer items-start gap-2.5 rounded-xl border border-line px-3 py-2 text-sm transition-colors data-[hovered]:bg-hover data-[selected]:border-accent data-[selected]:bg-tint data-[selected]:text-tint-ink"
          >
            <span
              aria-hidden="true"
              className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-edge bg-paper group-data-[selected]:border-accent"
            >
              <span className="size-2 rounded-full group-data-[selected]:bg-accent" />
            </span>
            <span className="min-w-0">
              <span className="font-medium">{option.title}</span>{' '}
              <span className="text-soft group-data-[selected]:text-tint-soft">{option.text}</span>
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
