/** A link that somebody wrote: it says where it leads, and leads there only when one says so. */
import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { CopyText } from '../ui/copy-text.tsx'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import type { WebAddress } from './web-address.ts'

interface LinkInMessageProps {
  readonly address: WebAddress
  readonly children: ReactNode
}

export function LinkInMessage({ address, children }: LinkInMessageProps) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <AriaButton
        onPress={() => setAsking(true)}
        className="focusable rounded-sm text-left font-normal wrap-anywhere underline decoration-1 underline-offset-3 [display:inline] data-[hovered]:decoration-2"
      >
        {children}
      </AriaButton>
      {isAsking && <AskLink address={address} onClose={() => setAsking(false)} />}
    </>
  )
}

function AskLink({ address: { href, host }, onClose }: { address: WebAddress; onClose: () => void }) {
  return (
    <Sheet title="Open this link?" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-soft">
          It leads out of Comice, to <strong className="font-medium wrap-anywhere text-ink">{host}</strong>.
          Who runs that place sees your network address, and that you came.
        </p>
        <div className="rounded-xl border border-line bg-paper px-3 py-1.5">
          <CopyText text={href} label="Copy the link" isWhole />
        </div>
        <div className="flex justify-end gap-2">
          <Button look="quiet" autoFocus onPress={onClose}>
            Cancel
          </Button>
          <a
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            onClick={onClose}
            className="touch focusable inline-flex items-center rounded-xl bg-accent px-4 py-1 text-sm font-medium text-on-accent shadow-card hover:bg-accent-strong"
          >
            Open link
          </a>
        </div>
      </div>
    </Sheet>
  )
}
