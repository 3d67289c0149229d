/** What an app may do, and since when: taken back here. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useEffect, useState } from 'react'
import { dayWithin } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { Section } from '../ui/section.tsx'

export function AppPermissions({ app }: { app: AppView }) {
  const api = useNode()
  const { id, words, isRunning, current } = app
  const [asked, setAsked] = useState(0)
  const grantedAt = useGrantedAt(app, asked)
  const revoke = useSubmit(
    () => api.apps.revoke.mutate({ app: id }),
    () => setAsked((times) => times + 1),
  )
  return (
    <Section
      title="Permissions"
      actions={
        grantedAt != null && (
          <Button
            look="danger"
            onPress={() => revoke.run(undefined)}
            isBusy={revoke.isRunning}
            className="-mr-2"
          >
            Take back
          </Button>
        )
      }
    >
      <ul className="flex flex-col gap-1 text-sm">
        {words.map((sentence) => (
          <li key={sentence} className="wrap-anywhere">
            {sentence}
          </li>
        ))}
        {words.length === 0 && (
          <li className="text-soft">Version {current.version} is fetched when you run it.</li>
        )}
      </ul>
      <p role="status" className="mt-1.5 text-sm text-soft">
        {grantedAt === null && 'You have not allowed it yet: you are asked when you run it.'}
        {grantedAt != null && `You allowed it: ${dayWithin(grantedAt, Date.now())}.`}
        {grantedAt === null && isRunning && ' What runs now goes on until it is stopped.'}
      </p>
      {revoke.error !== null && <ErrorNote error={revoke.error} />}
    </Section>
  )
}

/** Unix time in ms of the newest yes; null when there is none, undefined until the node has answered. */
function useGrantedAt({ id, current, isRunning }: AppView, asked: number): number | null | undefined {
  const api = useNode()
  const [grantedAt, setGrantedAt] = useState<number | null>()
  useEffect(() => {
    let isShown = true
    api.apps.permissions.query({ app: id }).then(
      (granted) => {
        const times = granted.map((one) => one.grantedAt)
        if (isShown) setGrantedAt(times.length === 0 ? null : Math.max(...times))
      },
      // The list of apps tells that the node is away.
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [api, id, current.version, isRunning, asked])
  return grantedAt
}
