import { BellIcon } from '../ui/icons.tsx'
import { Button } from '../ui/button.tsx'
import { askPermission, useNoticePermission } from './permission.ts'
import { useNoticeChoice } from './use-notices.ts'

/** Where notifications are wanted and the browser has not been asked since the node started. */
export function AskForNotices() {
  const choice = useNoticeChoice()
  const permission = useNoticePermission()
  if (choice === null || choice.window === 'off' || permission !== 'default') return null
  return (
    <div
      role="status"
      className="mx-3 mb-2 flex items-center gap-2 rounded-xl border border-line bg-card py-1 pr-1 pl-3 text-sm"
    >
      <BellIcon className="size-4.5 text-soft" />
      <span className="min-w-0 flex-1 text-soft">Notifications wait for your yes.</span>
      <Button look="quiet" onPress={() => void askPermission()}>
        Allow
      </Button>
    </div>
  )
}
