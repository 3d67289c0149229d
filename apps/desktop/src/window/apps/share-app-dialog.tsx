/** An app's link, to copy and to scan. */
import type { AppView } from '@comice/host'
import { QrCode } from '../dialogs/qr-code.tsx'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { appName } from './app-words.ts'

interface ShareAppDialogProps {
  readonly app: AppView
  readonly onClose: () => void
}

export function ShareAppDialog({ app, onClose }: ShareAppDialogProps) {
  return (
    <Sheet
      title={
        <>
          Share <bdi>{appName(app)}</bdi>
        </>
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-4">
        <QrCode text={app.link} label="The app’s link as a QR code" />
        <div className="rounded-xl border border-line bg-paper py-0.5 pl-3">
          <CopyText text={app.link} label="Copy the link" isWhole />
        </div>
        <p className="text-sm text-soft">
          The link is no secret, and no permission: whoever opens it is asked what the app may do there.
          Somebody who has the app must be online.
        </p>
        <div className="flex justify-end">
          <Button look="primary" autoFocus onPress={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Sheet>
  )
}
