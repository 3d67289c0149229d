/**
 * Buttons. A busy one is not disabled: it would lose the focus, and Escape with it; who calls sees to it that it acts once. One that shows only an icon has a label, which is also its tooltip.
 */
import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components'
import { useEscapeThrough } from './use-escape-through.ts'

const LOOKS = {
  primary:
    'bg-accent text-on-accent data-[hovered]:bg-accent-strong data-[pressed]:bg-accent-strong font-medium px-4 shadow-card',
  plain: 'border border-edge/60 bg-card text-ink data-[hovered]:bg-hover data-[pressed]:bg-hover px-4',
  quiet: 'text-ink data-[hovered]:bg-hover data-[pressed]:bg-hover px-3',
  destructive:
    'bg-russet text-paper data-[hovered]:opacity-90 data-[pressed]:opacity-90 font-medium px-4 shadow-card',
  danger: 'text-russet data-[hovered]:bg-russet-tint data-[pressed]:bg-russet-tint px-3',
} as const

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly look?: keyof typeof LOOKS
  readonly isBusy?: boolean
  readonly className?: string
  readonly children: ReactNode
}

export function Button({ look = 'plain', isBusy = false, className = '', children, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      className={`touch focusable inline-flex items-center justify-center gap-2 rounded-xl py-1 text-sm whitespace-nowrap transition-colors select-none data-[disabled]:cursor-default data-[disabled]:opacity-45 ${LOOKS[look]} ${isBusy ? 'cursor-progress opacity-70' : ''} ${className}`}
    >
      {children}
    </AriaButton>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'aria-label' | 'isBusy'> {
  readonly label: string
}

export function IconButton({ label, look = 'quiet', className = '', children, ...props }: IconButtonProps) {
  const tooltip = useEscapeThrough()
  return (
    <TooltipTrigger delay={500} {...tooltip}>
      <AriaButton
        {...props}
        aria-label={label}
        className={`touch focusable inline-grid aspect-square place-items-center rounded-xl transition-colors data-[disabled]:opacity-45 ${LOOKS[look].replace(/ px-\d/, '')} ${className}`}
      >
        {children}
      </AriaButton>
      <Tooltip offset={6} className="veil z-50 rounded-lg bg-ink px-2.5 py-1 text-xs text-paper shadow-sheet">
        {label}
      </Tooltip>
    </TooltipTrigger>
  )
}
