/** How the user is told of mentions and of what is said in rooms for two. */
import { useNode } from '@comice/client/react'
import type { NoticeDetail } from '@comice/host'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { askPermission, type NoticePermission, useNoticePermission } from './permission.ts'
import { useNoticeChoice } from './use-notices.ts'

const DETAILS = [
  { value: 'off', label: 'Off' },
  { value: 'names', label: 'Names only' },
  { value: 'texts', label: 'With text' },
] as const satisfies readonly { readonly value: NoticeDetail; readonly label: string }[]

const PROBLEMS: Readonly<Partial<Record<NoticePermission, string>>> = {
  default: 'The browser has not been asked yet.',
  denied: 'The browser does not allow it: change that beside its address field.',
  missing: 'This browser has no notifications.',
}

export function NoticeSettings() {
  const api = useNode()
  const choice = useNoticeChoice()
  const permission = useNoticePermission()
  const choosing = useSubmit(
    (window: NoticeDetail) => api.rooms.notices.choose.mutate({ window }),
    () => undefined,
  )
  const choose = (detail: NoticeDetail) => {
    if (detail !== 'off') void askPermission()
    choosing.run(detail)
  }
  if (choice === null) return null
  const problem = choice.window === 'off' ? undefined : PROBLEMS[permission]
  return (
    <section aria-label="Notifications" className="flex flex-col gap-2 border-t border-line pt-4">
      <Choice
        label="Notifications on the desktop"
        value={choice.window}
        onChange={choose}
        options={DETAILS}
      />
      <p className="text-sm text-soft">
        Of messages that mention you, and of all in rooms for two, while you look elsewhere. Never of muted
        rooms.
      </p>
      <p role="status" className="text-sm text-russet empty:-mt-2">
        {problem}
      </p>
      {problem !== undefined && permission === 'default' && (
        <Button onPress={() => void askPermission()} className="self-start">
          Allow it
        </Button>
      )}
      {choosing.error !== null && <ErrorNote error={choosing.error} />}
    </section>
  )
}
