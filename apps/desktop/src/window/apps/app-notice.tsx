/** What the user has to know about an app, before everything else. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { noticeOf } from './app-words.ts'

const TONES = {
  good: 'bg-tint text-tint-ink',
  quiet: 'bg-shelf text-ink',
  bad: 'bg-russet-tint text-russet',
} as const

export function AppNotice({ app }: { app: AppView }) {
  const api = useNode()
  const resume = useSubmit(
    () => api.apps.resume.mutate({ app: app.id }),
    () => undefined,
  )
  const notice = noticeOf(app)
  if (notice === null) return null
  return (
    <div role="status" className={`rounded-2xl px-4 py-3 text-sm ${TONES[notice.tone]}`}>
      <p className="font-medium">{notice.title}</p>
      <p className="wrap-anywhere">{notice.text}</p>
      {app.update.kind === 'stopped' && (
        <div className="mt-3 flex flex-col items-start gap-2">
          <Button onPress={() => resume.run(undefined)} isBusy={resume.isRunning}>
            Take it as it is now
          </Button>
          {resume.error !== null && <ErrorNote error={resume.error} />}
        </div>
      )}
    </div>
  )
}
