/** The files of a room: all that messages brought, and what of it takes room on this disk. */
import { useNode, useSubscription } from '@comice/client/react'
import type { RoomFileView, RoomSnapshot, RoomStorage } from '@comice/host'
import { useRef, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import { dayLabel } from '../format/time.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { FileIcon, TrashIcon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useAnswer } from '../ui/use-answer.ts'
import { useSubmit } from '../ui/use-submit.ts'
import type { Place } from '../conversation/room-context.ts'
import { FileGlyph } from './file-glyph.tsx'

interface FilesSheetProps {
  readonly room: string
  readonly snapshot: RoomSnapshot | null
  readonly onClose: () => void
  readonly onJump: (place: Place) => void
}

export function FilesSheet({ room, snapshot, onClose, onJump }: FilesSheetProps) {
  const api = useNode()
  const me = snapshot?.members.find(({ mine }) => mine)?.id
  const { value: storage } = useSubscription<{ room: string }, RoomStorage>(api.rooms.files.watchStorage, {
    room,
  })
  const { value: list, error } = useAnswer(() => api.rooms.files.list.query({ room }), storage)
  const drop = useSubmit(
    ({ message, at }: RoomFileView) => api.rooms.files.drop.mutate({ room, message, at }),
    () => undefined,
  )
  const rows = useRef<HTMLUListElement>(null)
  const problem = error ?? drop.error
  const rest = list === null ? 0 : Math.max(0, list.total - list.searched)
  return (
    <Sheet title="Files" placement="side" onClose={onClose}>
      <p role="status" className="text-sm text-soft">
        {storage === null
          ? 'Looking…'
          : `${formatBytes(storage.bytes)} on this disk, in ${count(storage.files.length, 'file')}`}
        {rest > 0 && `; ${count(rest, 'message')} could not be looked through yet`}
      </p>
      {problem !== null && <ErrorNote error={problem} />}
      {list?.files.length === 0 && (
        <div className="flex flex-col items-center gap-3 py-12 text-center text-soft">
          <FileIcon className="size-10 opacity-60" />
          <p className="max-w-64 text-balance">No files yet. Drop one on the room, or paste a picture.</p>
        </div>
      )}
      <ul ref={rows} aria-label="Files" className="mt-2 flex flex-col gap-1.5">
        {list?.files.map((file, at) => (
          <ListedFile
            key={`${file.message}/${file.at}`}
            file={file}
            isMine={file.author === me}
            onJump={() => onJump({ id: file.message, seq: file.seq })}
            onDrop={() => {
              focusNear(rows.current, at)
              drop.run(file)
            }}
          />
        ))}
      </ul>
    </Sheet>
  )
}

/** What was pressed goes with what it did: the next row that has something to take off gets the focus, else its own. */
function focusNear(rows: HTMLElement | null, at: number): void {
  const items = [...(rows?.children ?? [])]
  const others = [...items.slice(at + 1), ...items.slice(0, at).reverse()]
  const taking = others
    .map((item) => item.querySelector<HTMLElement>('[data-take]'))
    .find((one) => one !== null)
  const target = taking ?? items[at]?.querySelector<HTMLElement>('button')
  target?.focus()
}

interface ListedFileProps {
  readonly file: RoomFileView
  readonly isMine: boolean
  readonly onJump: () => void
  readonly onDrop: () => void
}

const OTHERS_KEEP = 'Others keep theirs.'
/** They got it from here. */
const MINE_GOES = 'You sent it: who has not got it yet may never get it.'

function ListedFile({ file, isMine, onJump, onDrop }: ListedFileProps) {
  const { name, size, here, by, claimedAt, mediaType } = file
  const [isAsking, setAsking] = useState(false)
  return (
    <li className="flex flex-wrap items-center gap-1 rounded-xl border border-line bg-paper p-1">
      <AriaButton
        onPress={onJump}
        className="touch focusable flex min-w-0 flex-1 items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-left data-[hovered]:bg-hover"
      >
        <FileGlyph mediaType={mediaType} />
        <span className="min-w-0 flex-1">
          <bdi className="block truncate text-sm font-medium">{name}</bdi>
          <span className="block truncate text-xs text-soft">
            {formatBytes(size)} · <bdi>{by}</bdi>, {dayLabel(claimedAt, Date.now())} · {hereWords(here, size)}
          </span>
        </span>
      </AriaButton>
      {here > 0 && !isAsking && (
        <IconButton data-take label={`Take ${name} off this disk`} onPress={() => setAsking(true)}>
          <TrashIcon className="size-4" />
        </IconButton>
      )}
      {isAsking && (
        <span className="flex w-full flex-wrap items-center justify-end gap-1 px-1 text-sm text-soft">
          <span className="min-w-0 flex-1">{isMine ? MINE_GOES : OTHERS_KEEP}</span>
          <Button look="quiet" autoFocus onPress={() => setAsking(false)}>
            Keep it
          </Button>
          <Button
            look="danger"
            onPress={() => {
              setAsking(false)
              onDrop()
            }}
          >
            Take it off
          </Button>
        </span>
      )}
    </li>
  )
}

function hereWords(here: number, size: number): string {
  if (here >= size) return 'here'
  return here === 0 ? 'not here' : `${Math.floor((here / size) * 100)} % here`
}
