/** The code of what is sent, and who gets it. */
import { useNode, useTransfers } from '@comice/client/react'
import type { SendView } from '@comice/host'
import { errorFromWire } from '@comice/protocol'
import { QrCode } from '../dialogs/qr-code.tsx'
import { count } from '../format/text.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { CheckIcon, WarnIcon } from '../ui/icons.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { isOver, sendLine, shareOf, sizeOf, titleOf } from './transfer-words.ts'

interface SendCodeProps {
  readonly id: string
  /** Files that were left out because of their names. */
  readonly refusedCount?: number
  readonly onClose: () => void
}

export function SendCode({ id, refusedCount = 0, onClose }: SendCodeProps) {
  const { value: transfers } = useTransfers()
  const view = transfers?.find((one) => one.id === id)
  return (
    <Sheet title="Send files" onClose={onClose}>
      {view?.kind === 'send' ? (
        <Code view={view} refusedCount={refusedCount} onClose={onClose} />
      ) : (
        <ProgressBar label="Loading" share={null} />
      )}
    </Sheet>
  )
}

interface CodeProps {
  readonly view: SendView
  readonly refusedCount: number
  readonly onClose: () => void
}

function Code({ view, refusedCount, onClose }: CodeProps) {
  const api = useNode()
  const stop = useSubmit(() => api.transfers.stop.mutate({ id: view.id }), onClose)
  const over = isOver(view)
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">
        <bdi className="font-medium text-ink">{titleOf(view)}</bdi> · {sizeOf(view.offer)}
      </p>
      {!over && (view.code === '' ? <CodeElsewhere /> : <CodeItself code={view.code} />)}
      <div className="flex flex-col gap-2">
        <p role="status" className="flex items-center gap-2 font-medium tabular-nums">
          {view.phase === 'done' && <CheckIcon className="size-4.5 text-accent" />}
          {sendLine(view)}
        </p>
        {!over && <ProgressBar label="Sent" share={shareOf(view)} />}
      </div>
      <Warnings view={view} refusedCount={refusedCount} />
      {view.error !== null && <ErrorNote error={errorFromWire(view.error)} />}
      {stop.error !== null && <ErrorNote error={stop.error} />}
      {!over && <p className="text-sm text-soft">You may close this: it goes on while this computer runs.</p>}
      <div className="flex justify-end gap-2 pt-1">
        {!over && (
          <Button
            look="danger"
            onPress={() => stop.run(undefined)}
            isBusy={stop.isRunning}
            className="mr-auto"
          >
            Stop sending
          </Button>
        )}
        <Button look="primary" onPress={onClose} autoFocus>
          Close
        </Button>
      </div>
    </div>
  )
}

/** Large enough to be read out. */
function CodeItself({ code }: { code: string }) {
  return (
    <>
      <div className="rounded-xl border border-line bg-paper px-4 py-3">
        <p className="mb-1 text-xs text-soft">Tell them this code</p>
        <p data-code className="font-serif text-2xl leading-snug wrap-anywhere select-all">
          {code}
        </p>
        <CopyText text={`comice receive ${code}`} label="Copy the command" />
      </div>
      <QrCode text={code} label={`The code ${code} as a QR code`} />
    </>
  )
}

/** It was begun by a command: pages learn no codes but those of their own. */
function CodeElsewhere() {
  return (
    <div className="rounded-xl border border-line bg-paper px-4 py-3">
      <p className="mb-1 text-sm">Its code is in the terminal that it was begun in.</p>
      <CopyText text="comice transfer list" label="Copy the command" />
    </div>
  )
}

function Warnings({ view, refusedCount }: { view: SendView; refusedCount: number }) {
  const left = refusedCount + view.refusedCount
  const lines = [
    ...(left > 0 ? [`${count(left, 'file')} left out: names or contents that cannot be sent.`] : []),
    ...(view.wrongGuesses > 0
      ? [`Somebody tried a wrong code ${count(view.wrongGuesses, 'time')}; after five, this one is over.`]
      : []),
  ]
  return lines.map((text) => (
    <p key={text} role="alert" className="flex gap-2 rounded-xl bg-russet-tint px-3 py-2 text-sm text-russet">
      <WarnIcon className="mt-0.5 size-4.5 shrink-0" />
      {text}
    </p>
  ))
}
