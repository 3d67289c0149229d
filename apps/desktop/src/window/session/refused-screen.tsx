/** Nothing works without a token: says why there is none, how to get one, and what was written but not sent. */
import type { ComiceError } from '@comice/protocol'
import { sentence } from '../format/text.ts'
import { PearMark } from '../ui/icons.tsx'

interface RefusedScreenProps {
  readonly error: ComiceError
  readonly unsent?: readonly string[]
}

export function RefusedScreen({ error, unsent = [] }: RefusedScreenProps) {
  const title =
    error.code === 'SESSION_ENDED'
      ? 'This window is no longer connected'
      : 'This address does not open a window'
  return (
    <main className="grid h-full place-items-center overflow-auto p-6">
      <div className="max-w-md text-center">
        <PearMark className="mx-auto size-16" />
        <h1 className="mt-6 font-serif text-2xl text-balance">{title}</h1>
        <p role="alert" className="mt-3 text-soft">
          {sentence(error.message)} Your rooms and messages are safe in your profile.
        </p>
        <p className="mt-6">Close this one and open another:</p>
        <p className="mt-2">
          <code className="inline-block rounded-lg border border-line bg-card px-4 py-2 font-mono select-all">
            comice-desktop
          </code>
        </p>
        {unsent.length > 0 && <UnsentTexts texts={unsent} />}
        <p className="mt-6 text-sm text-soft">
          An address opens one window only, within seconds: so nobody who finds it later gets in.{' '}
          <code className="font-mono text-xs">{error.code}</code>
        </p>
      </div>
    </main>
  )
}

/** Nothing keeps them once the window is closed. */
function UnsentTexts({ texts }: { texts: readonly string[] }) {
  return (
    <section aria-labelledby="unsent-title" className="mt-6 text-start">
      <h2 id="unsent-title" className="font-bold">
        Written here, perhaps not sent: copy it first
      </h2>
      <ul className="mt-2 space-y-2">
        {/* The list never changes, and texts may be equal. */}
        {texts.map((text, index) => (
          <li
            key={index}
            dir="auto"
            className="rounded-lg border border-line bg-card px-4 py-2 wrap-anywhere whitespace-pre-wrap select-all"
          >
            {text}
          </li>
        ))}
      </ul>
    </section>
  )
}
