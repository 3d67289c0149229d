/** Gives files to somebody, once, by a code. */
import { toComiceError } from '@comice/client'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../session/session-context.ts'
import { AddFiles } from '../uploads/add-files.tsx'
import { DropZone } from '../uploads/drop-zone.tsx'
import type { PickedFile } from '../uploads/picked-files.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { ChosenFiles } from './chosen-files.tsx'
import { SendCode } from './send-code.tsx'
import { type SendWish, uploadForSend } from './send-upload.ts'

const HOUR_MS = 3_600_000

const RECEIVERS = [
  { value: '1', label: 'One person' },
  { value: '2', label: '2' },
  { value: '5', label: '5' },
  { value: '16', label: '16' },
] as const

const LIFETIMES = [
  { value: '1', label: 'An hour' },
  { value: '24', label: 'A day' },
  { value: '168', label: 'A week' },
] as const

interface SendDialogProps {
  readonly onClose: () => void
}

export function SendDialog({ onClose }: SendDialogProps) {
  const [files, setFiles] = useState<readonly PickedFile[]>([])
  const [receivers, setReceivers] = useState<(typeof RECEIVERS)[number]['value']>('1')
  const [hours, setHours] = useState<(typeof LIFETIMES)[number]['value']>('1')
  const { share, sent, error, setError, send } = useSending()

  const add = (picked: readonly PickedFile[]) => {
    setError(null)
    // The same path once more is the same file, as it is now.
    setFiles((before) => [
      ...before.filter(({ path }) => !picked.some((one) => one.path === path)),
      ...picked,
    ])
  }

  if (sent !== null) return <SendCode id={sent.id} refusedCount={sent.refusedCount} onClose={onClose} />
  return (
    <Sheet title="Send files" onClose={onClose}>
      <DropZone label="Drop to send" onDrop={add} onError={setError} className="flex flex-col gap-4">
        <p className="text-sm text-soft">
          You get a code to tell somebody. With it they get the files, straight from this computer.
        </p>
        <ChosenFiles files={files} onClear={() => setFiles([])} />
        {share === null && (
          <div className="flex flex-wrap gap-2">
            <AddFiles onPick={add} />
          </div>
        )}
        <Choice label="For how many" value={receivers} onChange={setReceivers} options={RECEIVERS} />
        <Choice label="The code is good for" value={hours} onChange={setHours} options={LIFETIMES} />
        {share !== null && <ProgressBar label="Prepared" share={share < 1 ? share : null} />}
        {error !== null && <ErrorNote error={error} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            isDisabled={files.length === 0}
            isBusy={share !== null}
            onPress={() =>
              send({ files, receivers: Number(receivers), expiresInMs: Number(hours) * HOUR_MS })
            }
          >
            {share === null ? 'Get a code' : 'Preparing…'}
          </Button>
        </div>
      </DropZone>
    </Sheet>
  )
}

interface Sending {
  /** How much the node has of it; null while nothing goes there. */
  readonly share: number | null
  readonly sent: { readonly id: string; readonly refusedCount: number } | null
  readonly error: ComiceError | null
  readonly setError: (error: ComiceError | null) => void
  readonly send: (wish: SendWish) => void
}

/** One at a time. It ends when the dialog goes before the node has all. */
function useSending(): Sending {
  const session = useSession()
  const [share, setShare] = useState<number | null>(null)
  const [error, setError] = useState<ComiceError | null>(null)
  const [sent, setSent] = useState<Sending['sent']>(null)
  const uploading = useRef<AbortController | null>(null)
  useEffect(() => () => uploading.current?.abort(), [])

  const send = async (wish: SendWish) => {
    if (share !== null || wish.files.length === 0) return
    const { signal } = (uploading.current = new AbortController())
    setError(null)
    setShare(0)
    try {
      const { transfer, refusedCount } = await uploadForSend(session, wish, { signal, onshare: setShare })
      setSent({ id: transfer.id, refusedCount })
    } catch (failure) {
      if (!signal.aborted) setError(toComiceError(failure))
    } finally {
      if (!signal.aborted) setShare(null)
    }
  }
  return { share, sent, error, setError, send: (wish) => void send(wish) }
}
