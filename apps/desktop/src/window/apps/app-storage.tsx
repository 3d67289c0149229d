/** What an app keeps on this machine. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useEffect, useState } from 'react'
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Section } from '../ui/section.tsx'
import { appName } from './app-words.ts'

interface Kept {
  readonly bytes: number
  readonly files: number
  readonly dir: string
  readonly isMoved: boolean
}

export function AppStorage({ app }: { app: AppView }) {
  const api = useNode()
  const { id, isRunning } = app
  const [isAsking, setAsking] = useState(false)
  const [times, setTimes] = useState(0)
  const kept = useKept(app, times)
  const bytes = (kept ?? []).reduce((sum, one) => sum + one.bytes, 0)
  const files = (kept ?? []).reduce((sum, one) => sum + one.files, 0)
  return (
    <Section
      title="Storage"
      actions={
        files > 0 && (
          <Button look="danger" isDisabled={isRunning} onPress={() => setAsking(true)} className="-mr-2">
            Empty…
          </Button>
        )
      }
    >
      <p className="text-sm text-soft">
        {kept === null && 'Measuring…'}
        {kept !== null &&
          (files === 0
            ? 'It keeps nothing yet.'
            : `It keeps ${formatBytes(bytes)} in ${count(files, 'file')}.`)}
        {files > 0 && isRunning && ' Stop it to empty its storage.'}
      </p>
      {kept
        ?.filter(({ isMoved }) => isMoved)
        .map(({ dir }) => (
          <p key={dir} className="mt-1 font-mono text-xs text-soft wrap-anywhere">
            {dir}
          </p>
        ))}
      {isAsking && (
        <Confirm
          title="Empty its storage?"
          action="Empty it"
          run={() => api.apps.resetStorage.mutate({ app: id })}
          onDone={() => setTimes((before) => before + 1)}
          onClose={() => setAsking(false)}
        >
          Everything that <bdi className="font-medium">{appName(app)}</bdi> keeps here is deleted:{' '}
          {formatBytes(bytes)}. What only this machine has is gone for good.
        </Confirm>
      )}
    </Section>
  )
}

/** Null until the node has measured. */
function useKept({ id, isRunning }: AppView, times: number): readonly Kept[] | null {
  const api = useNode()
  const [kept, setKept] = useState<readonly Kept[] | null>(null)
  useEffect(() => {
    let isShown = true
    api.apps.storage.query({ app: id }).then(
      (all) => isShown && setKept(all),
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [api, id, isRunning, times])
  return kept
}
