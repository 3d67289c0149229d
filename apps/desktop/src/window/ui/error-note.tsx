/** A failure by its name: what happened, what to do, and the code to search for. */
import type { ComiceError } from '@comice/protocol'
import { sentence } from '../format/text.ts'
import { errorHint } from './error-hint.ts'
import { WarnIcon } from './icons.tsx'

export function ErrorNote({ error }: { error: ComiceError }) {
  const hint = errorHint(error)
  return (
    <div role="alert" className="flex gap-2.5 rounded-xl bg-russet-tint px-3 py-2.5 text-sm text-russet">
      <WarnIcon className="mt-0.5 size-4.5" />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-medium">{sentence(error.message)}</p>
        {hint !== null && <p>{sentence(hint)}</p>}
        <p className="mt-1 font-mono text-xs">{error.code}</p>
      </div>
    </div>
  )
}
