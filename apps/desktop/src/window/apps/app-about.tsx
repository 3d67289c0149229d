/** Where an app comes from, what the user calls it, and how it goes away. */
import { useNode } from '@comice/client/react'
import type { AppView } from '@comice/host'
import { useState } from 'react'
import { Checkbox } from 'react-aria-components'
import { dayLabel, fullTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { CheckIcon, PenIcon, QrIcon, TrashIcon } from '../ui/icons.tsx'
import { AliasDialog } from './alias-dialog.tsx'
import { Section } from '../ui/section.tsx'
import { appName } from './app-words.ts'
import { ShareAppDialog } from './share-app-dialog.tsx'

interface AppAboutProps {
  readonly app: AppView
  readonly onRemoved: () => void
}

export function AppAbout({ app, onRemoved }: AppAboutProps) {
  const [open, setOpen] = useState<'alias' | 'share' | 'remove' | null>(null)
  const { link, current, installedAt, isRunning } = app
  const close = () => setOpen(null)
  return (
    <Section
      title="About"
      actions={
        <>
          <Button look="quiet" onPress={() => setOpen('share')}>
            <QrIcon className="size-4" />
            Share
          </Button>
          <Button look="quiet" onPress={() => setOpen('alias')} className="-mr-2">
            <PenIcon className="size-4" />
            {app.alias === '' ? 'Give it a name' : 'Rename'}
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 text-sm">
        <dt className="text-soft">Link</dt>
        <dd>
          <CopyText text={link} label="Copy the link" />
        </dd>
        <dt className="text-soft">Author</dt>
        <dd>
          {current.author === null ? (
            <span className="text-russet">not known: nobody signed it</span>
          ) : (
            <CopyText text={current.author} label="Copy the author’s key" />
          )}
        </dd>
        <dt className="text-soft">Installed</dt>
        <dd title={fullTime(installedAt)}>{dayLabel(installedAt, Date.now())}</dd>
      </dl>
      <div className="mt-3 border-t border-line pt-2">
        <Button look="danger" isDisabled={isRunning} onPress={() => setOpen('remove')} className="-ml-3">
          <TrashIcon className="size-4.5" />
          Remove…
        </Button>
        {isRunning && <span className="text-sm text-soft">Stop it first.</span>}
      </div>
      {open === 'share' && <ShareAppDialog app={app} onClose={close} />}
      {open === 'alias' && <AliasDialog app={app} onClose={close} />}
      {open === 'remove' && <Remove app={app} onRemoved={onRemoved} onClose={close} />}
    </Section>
  )
}

function Remove({ app, onRemoved, onClose }: AppAboutProps & { onClose: () => void }) {
  const api = useNode()
  const [isStorageToo, setStorageToo] = useState(false)
  const name = appName(app)
  return (
    <Confirm
      title={
        <>
          Remove <bdi>{name}</bdi>?
        </>
      }
      action="Remove"
      run={() => api.apps.remove.mutate({ app: app.id, storage: isStorageToo })}
      onDone={onRemoved}
      onClose={onClose}
    >
      <p>
        It goes from this computer, and its link brings it back. What it keeps stays for that day, unless you
        want it gone.
      </p>
      <Checkbox
        isSelected={isStorageToo}
        onChange={setStorageToo}
        className="touch group focusable mt-2 flex cursor-pointer items-center gap-2.5 rounded-xl text-sm"
      >
        <span
          aria-hidden="true"
          className="grid size-5 shrink-0 place-items-center rounded-md border border-edge bg-paper text-transparent group-data-[selected]:border-russet group-data-[selected]:text-russet"
        >
          <CheckIcon className="size-4" />
        </span>
        Delete what it keeps as well
      </Checkbox>
    </Confirm>
  )
}
