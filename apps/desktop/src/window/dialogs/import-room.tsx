/** Makes a room of a file that another one was exported into. */
import type { RoomImport } from '@comice/host'
import { useRef, useState } from 'react'
import { count } from '../format/text.ts'
import type { Session } from '../session/session.ts'
import { useSession } from '../session/session-context.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { FileIcon } from '../ui/icons.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { postBlob } from '../uploads/post-blob.ts'

interface ImportRoomProps {
  /** Empty: none. */
  readonly nickname: string
  readonly onImported: (room: string) => void
}

export function ImportRoom({ nickname, onImported }: ImportRoomProps) {
  const session = useSession()
  const input = useRef<HTMLInputElement>(null)
  const [cut, setCut] = useState<RoomImport | null>(null)
  const imported = useSubmit(
    (file: File) => importFile(session, file, nickname),
    (done) => {
      if (done.isWhole && done.room !== null) onImported(done.room)
      else setCut(done)
    },
  )
  return (
    <div className="flex flex-col items-start gap-2 border-t border-line pt-3">
      <Button look="quiet" isBusy={imported.isRunning} onPress={() => input.current?.click()}>
        <FileIcon className="size-4.5" />
        {imported.isRunning ? 'Importing…' : 'Import an exported room…'}
      </Button>
      <p className="text-sm text-soft">
        Every message will be yours, and show who said it when, as the file says.
      </p>
      {cut !== null && <p role="status">{cutText(cut)}</p>}
      {imported.error !== null && <ErrorNote error={imported.error} />}
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Exported room"
        accept=".jsonl"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          setCut(null)
          if (file !== undefined) imported.run(file)
          // Choosing the same again is a change again.
          target.value = ''
        }}
      />
    </div>
  )
}

function cutText({ imported, known, name, isWhole }: RoomImport): string {
  if (isWhole) return 'There is nothing to import in this file.'
  const there = count(imported + known, 'message')
  return `The file is not whole: ${there} of it are in ${name}. Import all of it to go on there.`
}

/** The browser reads the file while it sends it. It goes on when the dialog is closed. @throws what the node refuses with */
function importFile({ api, token }: Session, file: File, nickname: string): Promise<RoomImport> {
  const query = nickname === '' ? '' : `?${new URLSearchParams({ nickname }).toString()}`
  return postBlob<RoomImport>(file, {
    ...{ url: `${api}/imports/${query}`, token, mediaType: 'application/x-ndjson' },
    signal: new AbortController().signal,
    onshare: () => undefined,
  })
}
