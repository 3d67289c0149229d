/** What is on its way: what it is, whether it is wanted, and how far it is. */
import { useNode } from '@comice/client/react'
import type { ReceiveView } from '@comice/host'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { OfferedNames } from './offered-names.tsx'
import { receiveLine, shareOf } from './transfer-words.ts'

interface ReceiveProgressProps {
  /** Null until the node has said something. */
  readonly view: ReceiveView | null
  /** Leaves: what nobody has agreed to ends by that. */
  readonly onStop: () => void
  readonly onClose: () => void
}

export function ReceiveProgress({ view, onStop, onClose }: ReceiveProgressProps) {
  if (view === null) return <Looking onStop={onStop} />
  const { id, phase, offer } = view
  if (phase === 'looking' || offer === null) return <Looking onStop={onStop} />
  return (
    <div className="flex flex-col gap-4">
      <OfferedNames offer={offer} />
      <p role="status" className="font-medium tabular-nums">
        {receiveLine(view)}
      </p>
      {phase === 'deciding' ? (
        <Question id={id} into={view.into} />
      ) : (
        <>
          <ProgressBar label="Received" share={shareOf(view)} />
          <UnderWay id={id} onStop={onStop} onClose={onClose} />
        </>
      )}
    </div>
  )
}

function Looking({ onStop }: { onStop: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="font-medium">
        Looking for the sender
      </p>
      <ProgressBar label="Looking" share={null} />
      <div className="flex justify-end pt-1">
        <Button look="quiet" onPress={onStop}>
          Cancel
        </Button>
      </div>
    </div>
  )
}

function Question({ id, into }: { id: string; into: string | null }) {
  const api = useNode()
  const decide = useSubmit(
    (isWanted: boolean) => api.transfers.decide.mutate({ id, isWanted }),
    () => undefined,
  )
  return (
    <>
      {into !== null && (
        <p className="text-sm text-soft">
          It comes to <bdi className="wrap-anywhere">{into}</bdi>.
        </p>
      )}
      {decide.error !== null && <ErrorNote error={decide.error} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button look="quiet" onPress={() => decide.run(false)}>
          No
        </Button>
        <Button look="primary" autoFocus onPress={() => decide.run(true)} isBusy={decide.isRunning}>
          Receive
        </Button>
      </div>
    </>
  )
}

interface UnderWayProps {
  readonly id: string
  readonly onStop: () => void
  readonly onClose: () => void
}

function UnderWay({ id, onStop, onClose }: UnderWayProps) {
  const api = useNode()
  const stop = useSubmit(() => api.transfers.stop.mutate({ id }), onStop)
  return (
    <>
      <p className="text-sm text-soft">You may close this: it goes on while this computer runs.</p>
      {stop.error !== null && <ErrorNote error={stop.error} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button look="danger" onPress={() => stop.run(undefined)} isBusy={stop.isRunning} className="mr-auto">
          Stop
        </Button>
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </div>
    </>
  )
}
