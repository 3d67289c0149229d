/** A part of a screen, with its title. */
import { type ReactNode, useId } from 'react'

interface SectionProps {
  readonly title: string
  /** At the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="rounded-2xl border border-line bg-card px-4 pt-2.5 pb-4 shadow-card"
    >
      <header className="flex min-h-11 items-center gap-2">
        <h3 id={id} className="min-w-0 flex-1 font-medium">
          {title}
        </h3>
        {actions}
      </header>
      {children}
    </section>
  )
}
