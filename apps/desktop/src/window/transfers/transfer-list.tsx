/** What is sent and received by codes, below the drives. */
import { useNode, useTransfers } from '@comice/client/react'
import type { TransferView } from '@comice/host'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { IconButton } from '../ui/button.tsx'
import { CloseIcon, FolderIcon, SaveIcon, SendIcon } from '../ui/icons.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { SendCode } from './send-code.tsx'
import { isOver, shareOf, stateLine, titleOf } from './transfer-words.ts'

export function TransferList() {
  const { value: transfers } = useTransfers()
  const [shown, setShown] = useState<string | null>(null)
  // One that is still asked about has its dialog.
  const listed = (transfers ?? []).filter(({ phase }) => phase !== 'looking' && phase !== 'deciding')
  if (listed.length === 0) return null
  return (
    <section aria-label="Transfers" className="mt-4 border-t border-line pt-3">
      <h3 className="px-2.5 pb-1 text-xs font-medium text-soft">Sent and received</h3>
      <ul className="flex flex-col gap-0.5">
        {listed.toReversed().map((view) => (
          <li key={view.id}>
            <TransferItem view={view} onOpen={() => setShown(view.id)} />
          </li>
        ))}
      </ul>
      {shown !== null && <SendCode id={shown} onClose={() => setShown(null)} />}
    </section>
  )
}

function TransferItem({ view, onOpen }: { view: TransferView; onOpen: () => void }) {
  const api = useNode()
  const over = isOver(view)
  const share = shareOf(view)
  const title = titleOf(view)
  return (
    <div className="flex items-center gap-1 rounded-xl pr-1">
      {view.kind === 'send' ? (
        <AriaButton
          onPress={onOpen}
          className="focusable flex min-w-0 flex-1 items-center gap-3 rounded-xl px-2.5 py-2 text-left transition-colors data-[hovered]:bg-hover"
        >
          <Line view={view} title={title} share={share} />
        </AriaButton>
      ) : (
        <div className="flex min-w-0 flex-1 items-center gap-3 px-2.5 py-2">
          <Line view={view} title={title} share={share} />
        </div>
      )}
      {view.kind === 'receive' && view.phase === 'done' && view.into !== null && (
        <IconButton
          label={`Open the folder of ${title}`}
          // Where there is no file manager, the dialog that was closed had the path.
          onPress={() => void api.transfers.show.mutate({ id: view.id }).catch(() => undefined)}
        >
          <FolderIcon className="size-4.5" />
        </IconButton>
      )}
      <IconButton
        label={over ? `Forget ${title}` : `Stop ${title}`}
        // What becomes of it the list itself shows.
        onPress={() => void api.transfers.stop.mutate({ id: view.id }).catch(() => undefined)}
      >
        <CloseIcon className="size-4.5" />
      </IconButton>
    </div>
  )
}

interface LineProps {
  readonly view: TransferView
  readonly title: string
  readonly share: number | null
}

function Line({ view, title, share }: LineProps) {
  return (
    <>
      <span
        aria-hidden="true"
        className="grid size-10 shrink-0 place-items-center rounded-xl bg-shelf text-soft"
      >
        {view.kind === 'send' ? <SendIcon className="size-5" /> : <SaveIcon className="size-5" />}
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{title}</bdi>
        <span className="block truncate text-xs text-soft tabular-nums">{stateLine(view)}</span>
        {share !== null && (
          <span className="mt-1 block">
            <ProgressBar label={title} share={share} />
          </span>
        )}
      </span>
    </>
  )
}
