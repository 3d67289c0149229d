/** Which version of an app runs, and whether it changes. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useState } from 'react'
import { UPDATE_TIMEOUT_MS } from '../constants.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { RetryIcon } from '../ui/icons.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { Section } from '../ui/section.tsx'
import { updateLine } from './app-words.ts'

export function AppUpdates({ app }: { app: AppView }) {
  const api = useNode()
  const { id, isPinned } = app
  const [wasAsked, setAsked] = useState(false)
  const update = useSubmit(
    () => api.apps.update.mutate({ app: id, timeoutMs: UPDATE_TIMEOUT_MS }),
    () => setAsked(true),
  )
  const pin = useSubmit(
    (pinned: boolean) => api.apps.pin.mutate({ app: id, pinned }),
    () => undefined,
  )
  const error = update.error ?? pin.error
  const isUnanswered = app.update.kind === 'unknown' && wasAsked
  const line = isUnanswered
    ? 'Nobody who has it answered. It is looked for again in the background.'
    : updateLine(app)
  return (
    <Section
      title="Updates"
      actions={
        !isPinned && (
          <Button
            look="quiet"
            onPress={() => update.run(undefined)}
            isBusy={update.isRunning}
            className="-mr-2"
          >
            <RetryIcon className="size-4" />
            {update.isRunning ? 'Looking…' : 'Update now'}
          </Button>
        )
      }
    >
      <p role="status" className="text-sm text-soft">
        {line}
      </p>
      <div className={line === '' ? '' : 'mt-2'}>
        <Toggle isOn={isPinned} onChange={(isOn) => pin.run(isOn)} isBusy={pin.isRunning}>
          Stay on version {app.current.version}
        </Toggle>
      </div>
      {error !== null && <ErrorNote error={error} />}
    </Section>
  )
}
