/** One machine of others, or this one for others. */
import { useNode } from '@comice/client/react'
import type { MachinesView, PeerView } from '@comice/host'
import { type ReactNode, useState } from 'react'
import { Section } from '../ui/section.tsx'
import { QrCode } from '../dialogs/qr-code.tsx'
import { AskInline } from '../ui/ask-inline.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { BackIcon, PlusIcon, TrashIcon } from '../ui/icons.tsx'
import { AuditList } from './audit-list.tsx'
import { ExposedList } from './exposed-list.tsx'
import { GrantForm } from './grant-form.tsx'
import { GrantList } from './grant-list.tsx'
import { MachineMark } from './machine-mark.tsx'
import { PeerLook } from './peer-look.tsx'
import { SessionList } from './session-list.tsx'

interface ScreenProps {
  readonly machines: MachinesView
  readonly onBack: (() => void) | null
}

export function HereScreen({ machines, onBack }: ScreenProps) {
  const { device, sessions, grants, exposed } = machines
  return (
    <Screen name="This machine" line="what others may do here, and do" mark={device} onBack={onBack}>
      <Section title="Its key">
        <p className="text-sm text-soft">
          By it others find this machine. It is no secret: it allows nothing until you say so.
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-4">
          <div className="w-36 shrink-0">
            <QrCode text={device} label="The key of this machine as a QR code" />
          </div>
          <div className="max-w-76 min-w-0 flex-1 basis-56">
            <CopyText text={device} label="Copy the key of this machine" isWhole />
          </div>
        </div>
      </Section>
      <Section title="Now">
        <SessionList sessions={sessions} />
      </Section>
      <Section title="Who may do what">
        <GrantList grants={grants} isOfAll />
        <p className="text-sm text-soft">To allow more, choose the machine that it is for.</p>
      </Section>
      <Section title="Services with a name">
        <ExposedList exposed={exposed} />
      </Section>
      <Section title="What was done here">
        <AuditList sessions={sessions} />
      </Section>
    </Screen>
  )
}

interface PeerScreenProps extends ScreenProps {
  readonly peer: PeerView
  readonly isConnected: boolean
  readonly onRemoved: () => void
}

export function PeerScreen({ machines, peer, isConnected, onBack, onRemoved }: PeerScreenProps) {
  const { device, name } = peer
  const [isGranting, setGranting] = useState(false)
  const grants = machines.grants.filter(({ key }) => key === device)
  const sessions = machines.sessions.filter((one) => one.device === device)
  return (
    <Screen name={name} line={isConnected ? 'connected' : 'not connected now'} mark={device} onBack={onBack}>
      <Section title="Its key">
        <CopyText text={device} label={`Copy the key of ${name}`} isWhole />
      </Section>
      <Section title="What it may do here">
        <GrantList grants={grants} isOfAll={false} />
        {isGranting ? (
          <GrantForm device={device} name={name} onClose={() => setGranting(false)} />
        ) : (
          <Button look="quiet" onPress={() => setGranting(true)} className="-ml-3">
            <PlusIcon className="size-4.5" />
            Allow something…
          </Button>
        )}
      </Section>
      {sessions.length > 0 && (
        <Section title="Now">
          <SessionList sessions={sessions} />
        </Section>
      )}
      <Section title="From here to there">
        <PeerLook device={device} />
        <p className="mt-3 text-sm text-soft">What that machine lets you do, you do in a terminal:</p>
        <ul className="mt-1 flex flex-col gap-1 leading-snug text-soft">
          {[`shell ${name}`, `exec ${name} -- uptime`, `forward ${name} web`].map((command) => (
            <li key={command}>
              <code className="font-mono text-xs wrap-anywhere select-all">comice {command}</code>
            </li>
          ))}
        </ul>
      </Section>
      <RemoveMachine peer={peer} hasGrants={grants.length > 0} onRemoved={onRemoved} />
    </Screen>
  )
}

interface RemoveMachineProps {
  readonly peer: PeerView
  readonly hasGrants: boolean
  readonly onRemoved: () => void
}

function RemoveMachine({ peer: { device, name }, hasGrants, onRemoved }: RemoveMachineProps) {
  const api = useNode()
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <Button look="danger" onPress={() => setAsking(true)} className="-ml-3 self-start">
        <TrashIcon className="size-4.5" />
        Remove from the list…
      </Button>
    )
  }
  return (
    <AskInline
      label={`Remove ${name}`}
      action="Remove"
      run={() => api.remote.peers.remove.mutate({ peer: device })}
      onClose={() => setAsking(false)}
      onDone={onRemoved}
    >
      <p>
        <bdi className="font-medium">{name}</bdi> has no name here any more.{' '}
        {hasGrants && 'What it may do here stays: end that first, or below “This machine”.'}
      </p>
    </AskInline>
  )
}

interface MachineFrameProps {
  readonly name: string
  readonly line: string
  readonly mark: string
  readonly onBack: (() => void) | null
  readonly children: ReactNode
}

function Screen({ name, line, mark, onBack, children }: MachineFrameProps) {
  return (
    <main aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col bg-paper">
      <header className="flex items-center gap-3 border-b border-line px-3 pt-3 pb-3 wide:px-8 wide:pt-5">
        {onBack === null ? (
          <MachineMark id={mark} className="size-12" />
        ) : (
          <IconButton label="All machines" onPress={onBack}>
            <BackIcon />
          </IconButton>
        )}
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-serif text-2xl">
            <bdi>{name}</bdi>
          </h2>
          <p role="status" className="text-sm text-soft">
            {line}
          </p>
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex max-w-2xl flex-col gap-6 px-4 py-5 wide:px-8">{children}</div>
      </div>
    </main>
  )
}
