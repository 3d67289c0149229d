/** Gets what somebody sends by a code. Nothing is written before the user has seen what it is. */
import { useNode } from '@comice/client/react'
import type { TransferResult, TransferView } from '@comice/host'
import { useState } from 'react'
import { Sheet } from '../ui/sheet.tsx'
import { useWork } from '../ui/use-work.ts'
import { ReceiveForm, type ReceiveWish } from './receive-form.tsx'
import { ReceiveProgress } from './receive-progress.tsx'
import { type Received, ReceivedNames } from './received-names.tsx'

interface ReceiveDialogProps {
  readonly onClose: () => void
}

export function ReceiveDialog({ onClose }: ReceiveDialogProps) {
  const api = useNode()
  const [wish, setWish] = useState<ReceiveWish>({ code: '', place: 'downloads' })
  const [result, setResult] = useState<Received | null>(null)
  const work = useWork<ReceiveWish, TransferView, TransferResult>(api.transfers.take, (value) => {
    if (value.kind === 'receive') setResult(value)
  })
  const { isRunning, progress, error } = work
  const code = wish.code.trim()
  return (
    <Sheet title="Receive files" onClose={onClose}>
      {result !== null && <ReceivedNames result={result} onClose={onClose} />}
      {result === null && isRunning && (
        <ReceiveProgress
          view={progress?.kind === 'receive' ? progress : null}
          onStop={() => work.stop()}
          onClose={onClose}
        />
      )}
      {result === null && !isRunning && (
        <ReceiveForm
          wish={wish}
          error={error}
          onChange={setWish}
          onSubmit={() => {
            if (code !== '') work.run({ ...wish, code })
          }}
          onClose={onClose}
        />
      )}
    </Sheet>
  )
}
