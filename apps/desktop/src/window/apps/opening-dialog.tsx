/** What an app that is being opened needs from the user, and how far it is. */
import { useState } from 'react'
import { Form } from 'react-aria-components'
import type { CheckoutProgress } from '@comice/host'
import { Seconds } from '../dialogs/seconds.tsx'
import { formatBytes } from '../format/bytes.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Consent } from './consent.tsx'
import { LinkField, linkProblem } from './link-field.tsx'
import { LinkPicture } from './link-picture.tsx'
import type { Opening, OpeningStage } from './use-opening.ts'

interface OpeningDialogProps {
  readonly opening: Opening
  readonly stage: OpeningStage
  /** Whether the user wants to install something and has not said what. */
  readonly isAsking: boolean
  /** Ids of the apps that are installed. */
  readonly known: ReadonlySet<string>
  readonly onClose: () => void
}

export function OpeningDialog({ opening, stage, isAsking, known, onClose }: OpeningDialogProps) {
  const close = () => {
    if (stage.kind === 'question') void opening.refuse()
    else opening.close()
    onClose()
  }
  if (stage.kind === 'idle') return isAsking && <AskForLink opening={opening} known={known} onClose={close} />
  // Most apps are here in a moment, and say by their button that they come.
  if ((stage.kind === 'fetching' || stage.kind === 'starting') && !stage.wish.isInstall && stage.wish.isKnown)
    return null
  return (
    <Sheet title={titleOf(stage)} onClose={close}>
      <Stage opening={opening} stage={stage} onClose={close} />
    </Sheet>
  )
}

type Shown = Exclude<OpeningStage, { kind: 'idle' }>

function titleOf(stage: Shown) {
  switch (stage.kind) {
    case 'fetching':
      return stage.wish.isInstall ? 'Install an app' : 'Open an app'
    case 'starting':
      return 'Open an app'
    case 'question':
      return question(stage)
    case 'address':
    case 'terminal':
      return <bdi>{stage.name}</bdi>
    case 'failed':
      return stage.wish.isInstall ? 'The app was not installed' : 'The app did not open'
  }
}

function question({ wish, question: { app, reason } }: Extract<Shown, { kind: 'question' }>) {
  const verb = wish.isInstall ? 'Install' : 'Run'
  const more = reason === 'permissions' ? 'Allow more to' : verb
  return (
    <>
      {more} <bdi>{app.name}</bdi>?
    </>
  )
}

interface StageProps {
  readonly opening: Opening
  readonly stage: Shown
  readonly onClose: () => void
}

function Stage({ opening, stage, onClose }: StageProps) {
  switch (stage.kind) {
    case 'fetching':
      return <Fetching progress={stage.progress} onClose={onClose} />
    case 'starting':
      return (
        <p role="status" className="py-2 text-soft">
          Starting…
        </p>
      )
    case 'question':
      return (
        <Consent
          key={stage.questionId}
          question={stage.question}
          isInstall={stage.wish.isInstall}
          onAllow={(typed) => opening.allow(typed)}
          onRefuse={onClose}
        />
      )
    case 'address':
      return <InThisBrowser url={stage.url} onClose={onClose} />
    case 'terminal':
      return <InTerminal link={stage.link} onClose={onClose} />
    case 'failed':
      return (
        <div className="flex flex-col gap-4">
          <ErrorNote error={stage.error} />
          <div className="flex justify-end gap-2">
            <Button look="quiet" onPress={onClose}>
              Close
            </Button>
            <Button look="primary" autoFocus onPress={() => opening.start(stage.wish)}>
              Try again
            </Button>
          </div>
        </div>
      )
  }
}

interface AskForLinkProps {
  readonly opening: Opening
  readonly known: ReadonlySet<string>
  readonly onClose: () => void
}

function AskForLink({ opening, known, onClose }: AskForLinkProps) {
  const [link, setLink] = useState('')
  const target = link.trim()
  const canInstall = target !== '' && linkProblem(target) === null
  return (
    <Sheet title="Install an app" onClose={onClose}>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          const isKnown = [...known].some((id) => target.includes(id))
          if (canInstall) opening.start({ target, isInstall: true, isKnown })
        }}
      >
        <LinkField value={link} onChange={setLink} />
        <LinkPicture onLink={setLink} />
        <p className="text-sm text-soft">
          Nothing runs yet: the app is fetched from whoever has it and checked, and then you decide.
        </p>
        <div className="flex justify-end gap-2 pt-1">
          <Button look="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="primary" isDisabled={!canInstall}>
            Look at it
          </Button>
        </div>
      </Form>
    </Sheet>
  )
}

function Fetching({ progress, onClose }: { progress: CheckoutProgress | null; onClose: () => void }) {
  const share = progress === null || progress.totalBytes === 0 ? null : progress.bytes / progress.totalBytes
  return (
    <div className="flex flex-col gap-4">
      <div role="status" className="rounded-xl bg-shelf px-3 py-3 text-sm">
        <p className="flex justify-between gap-3">
          {progress === null ? 'Looking for somebody who has it…' : fetchingText(progress)}
          <Seconds />
        </p>
        <div className="mt-2.5">
          <ProgressBar label="Fetched" share={share} />
        </div>
      </div>
      <div className="flex justify-end">
        <Button look="quiet" autoFocus onPress={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  )
}

function fetchingText({ phase, files, bytes, totalBytes }: CheckoutProgress): string {
  if (phase === 'list') return `Reading what it consists of: ${files.toLocaleString()} files`
  return `Fetching ${formatBytes(bytes)} of ${formatBytes(totalBytes)}…`
}

/** The node cannot start a browser: there is no display, or none of the Chromium family. */
function InThisBrowser({ url, onClose }: { url: string; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p>
        The app runs. No window of its own can be opened from here, so you can look at it in a tab of this
        browser.
      </p>
      <p className="text-sm text-soft">
        A window of its own reaches only what you agreed to. A tab cannot be kept from other addresses: the
        page could send there what it knows.
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onPress={onClose}>
          Close
        </Button>
        {/* A plain link: it opens a tab that cannot reach back to this page. */}
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          onClick={onClose}
          className="touch focusable inline-flex items-center justify-center rounded-xl bg-accent px-4 py-1 text-sm font-medium text-on-accent shadow-card hover:bg-accent-strong"
        >
          Open in a tab
        </a>
      </div>
    </div>
  )
}

function InTerminal({ link, onClose }: { link: string; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p>This app has no window: it runs in a terminal, by this command.</p>
      <div className="rounded-xl border border-line bg-paper py-0.5 pl-3">
        <CopyText text={`comice run ${link}`} label="Copy the command" isWhole />
      </div>
      <div className="flex justify-end">
        <Button look="primary" autoFocus onPress={onClose}>
          Done
        </Button>
      </div>
    </div>
  )
}
