/** On or off, at once. */
import type { ReactNode } from 'react'
import { Switch } from 'react-aria-components'

interface ToggleProps {
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly isBusy?: boolean
  readonly children: ReactNode
}

export function Toggle({ isOn, onChange, isBusy = false, children }: ToggleProps) {
  return (
    <Switch
      isSelected={isOn}
      onChange={(wanted) => isBusy || onChange(wanted)}
      className={`touch group focusable flex items-center gap-3 rounded-xl text-sm ${isBusy ? 'cursor-progress' : 'cursor-pointer'}`}
    >
      <span
        aria-hidden="true"
        className="flex h-6 w-10 shrink-0 items-center rounded-full border border-edge bg-paper px-0.5 transition-colors group-data-[selected]:border-accent group-data-[selected]:bg-accent"
      >
        <span className="size-4.5 rounded-full bg-edge transition-transform group-data-[selected]:translate-x-4 group-data-[selected]:bg-on-accent" />
      </span>
      <span className="min-w-0">{children}</span>
    </Switch>
  )
}
