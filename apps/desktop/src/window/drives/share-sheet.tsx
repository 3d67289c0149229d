/** The link of a drive, and what it gives to whoever has it. */
import { useNode } from '@comice/client/react'
import type { DriveView } from '@comice/host'
import { toComiceError } from '@comice/client'
import type { ComiceError } from '@comice/protocol'
import { useEffect, useState } from 'react'
import { QrCode } from '../dialogs/qr-code.tsx'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { SeedSwitch } from './seed-switch.tsx'

interface ShareSheetProps {
  readonly drive: DriveView
  readonly onClose: () => void
}

type With = 'key' | 'no-key'

export function ShareSheet({ drive, onClose }: ShareSheetProps) {
  const canGiveKey = drive.isEncrypted && !drive.isBlind
  const [given, setGiven] = useState<With>(canGiveKey ? 'key' : 'no-key')
  const { link, error } = useLink(drive.name, given === 'key')
  return (
    <Sheet
      title={
        <>
          Share <bdi>{drive.name}</bdi>
        </>
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        {canGiveKey && (
          <Choice
            label="The link"
            value={given}
            onChange={setGiven}
            options={[
              { value: 'key', label: 'With the read key' },
              { value: 'no-key', label: 'Without it' },
            ]}
          />
        )}
        <p className="text-sm">{meaningOf(drive, given)}</p>
        {error !== null && <ErrorNote error={error} />}
        {link !== null && (
          <>
            <QrCode text={link} label="The link as a QR code" />
            <div data-link className="rounded-xl border border-line bg-paper py-0.5 pl-3">
              <CopyText text={link} label="Copy the link" isWhole />
            </div>
          </>
        )}
        <div className="rounded-xl bg-shelf px-3 py-2">
          <SeedSwitch drive={drive} />
        </div>
        <div className="flex justify-end">
          <Button look="primary" autoFocus onPress={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Sheet>
  )
}

function meaningOf({ isEncrypted }: DriveView, given: With): string {
  if (!isEncrypted)
    return 'Whoever has this link can read everything in the drive, now and later, and what was in it before. Nobody but you can change it. You cannot take it back.'
  return given === 'key'
    ? 'Whoever has this link can read everything in the drive, now and later, and what was in it before. Nobody but you can change it. You cannot take it back: give it like a key.'
    : 'Whoever has this link can keep a copy and pass it on, as a seeder does, but sees neither names nor contents. Anybody who has the read key already can use it, too.'
}

/** Null until the node has answered. */
function useLink(name: string, readKey: boolean): { link: string | null; error: ComiceError | null } {
  const api = useNode()
  const asked = `${name} ${readKey}`
  const [state, setState] = useState<{ asked: string; link: string | null; error: ComiceError | null }>()
  useEffect(() => {
    let isShown = true
    api.drives.link.query({ place: `${name}:`, readKey }).then(
      ({ link }) => isShown && setState({ asked, link, error: null }),
      (error: unknown) => isShown && setState({ asked, link: null, error: toComiceError(error) }),
    )
    return () => {
      isShown = false
    }
  }, [api, name, readKey, asked])
  return state?.asked === asked ? state : { link: null, error: null }
}
