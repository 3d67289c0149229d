/** What stands in the middle while nothing is open: what one could open, and how. */
import type { ReactNode } from 'react'
import { PearMark } from './icons.tsx'

interface WelcomeProps extends WelcomeTextProps {
  /** Of the region, where the page has another one. */
  readonly label?: string | undefined
  /** Buttons. */
  readonly children: ReactNode
}

interface WelcomeTextProps {
  readonly title: string
  readonly text: string
}

export function Welcome({ label, title, text, children }: WelcomeProps) {
  return (
    <main aria-label={label} className="grid min-h-0 flex-1 place-items-center overflow-auto bg-paper p-6">
      <div className="max-w-md">
        <WelcomeText title={title} text={text} />
        <div className="mt-7 flex flex-wrap justify-center gap-3">{children}</div>
      </div>
    </main>
  )
}

export function WelcomeText({ title, text }: WelcomeTextProps) {
  return (
    <div className="text-center">
      <PearMark className="mx-auto size-20" />
      <h2 className="mt-6 font-serif text-2xl text-balance">{title}</h2>
      <p className="mt-3 text-balance text-soft">{text}</p>
    </div>
  )
}
