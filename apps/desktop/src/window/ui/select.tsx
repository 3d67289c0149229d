/** One of several, in a list that opens. */
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components'
import { CheckIcon, DownIcon } from './icons.tsx'

interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: string }[]
}

export function Select<Value extends string>({ label, value, onChange, options }: SelectProps<Value>) {
  return (
    <AriaSelect
      value={value}
      onChange={(chosen) => {
        const option = options.find((one) => one.value === chosen)
        if (option !== undefined) onChange(option.value)
      }}
      className="flex flex-col gap-1.5"
    >
      <Label className="text-sm font-medium">{label}</Label>
      <Button className="touch focusable flex w-full items-center justify-between gap-2 rounded-xl border border-edge bg-paper px-3 py-2 text-left text-sm data-[hovered]:bg-hover">
        {/* Of what is chosen the words alone: its mark would take a second line. */}
        <SelectValue className="min-w-0 truncate">{({ selectedText }) => selectedText}</SelectValue>
        <DownIcon className="size-4 text-soft" />
      </Button>
      <Popover className="veil z-50 w-(--trigger-width) overflow-auto rounded-xl border border-line bg-card p-1 shadow-sheet">
        <ListBox className="outline-none">
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className="touch group flex cursor-pointer items-center justify-between gap-2 rounded-lg px-3 text-sm outline-none data-[focused]:bg-tint data-[focused]:text-tint-ink"
            >
              {option.label}
              <CheckIcon className="size-4 opacity-0 group-data-[selected]:opacity-100" />
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
