/** How this machine is connected: a line at the foot of the list, more when asked. */
import { useStatus } from '@comice/client/react'
import type { NodeStatus } from '@comice/host'
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components'
import { useConnection } from '../session/connection.ts'
import { count, shortKey } from '../format/text.ts'

type NetworkState = NodeStatus['state']

const WORDS: Record<NetworkState, { short: string; long: string; dot: string }> = {
  online: {
    short: 'Online',
    long: 'Peers anywhere can be found.',
    dot: 'bg-accent',
  },
  local: {
    short: 'No internet',
    long: 'There is no internet. Peers on this machine and this network can be found, and everything between you works.',
    dot: 'border-2 border-amber',
  },
  offline: {
    short: 'Offline',
    long: 'No network can be used. What you write is kept here and goes out when there is one.',
    dot: 'border-2 border-russet',
  },
}

const SEGMENTS: Readonly<Record<string, string>> = {
  loopback: 'this machine',
  lan: 'this network',
  public: 'internet',
  explicit: 'chosen network',
}

export function NetworkIndicator() {
  const { value: status } = useStatus()
  const isConnected = useConnection() === 'connected'
  if (status === null || !isConnected) {
    return (
      <p className="px-3 py-2 text-sm text-soft">{isConnected ? 'Looking at the network…' : 'Connecting…'}</p>
    )
  }
  const { short, dot } = WORDS[status.state]
  return (
    <DialogTrigger>
      <Button className="touch focusable flex w-full items-center gap-2 rounded-xl px-2 py-1 text-left text-sm data-[hovered]:bg-hover">
        <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${dot}`} />
        <span className="min-w-0 flex-1 truncate">
          {short} <span className="text-soft">· {count(status.connections.length, 'peer')}</span>
        </span>
        <span className="sr-only">, show the peers</span>
      </Button>
      <Popover
        placement="top start"
        className="rise w-80 max-w-[90vw] rounded-2xl border border-line bg-card shadow-sheet"
      >
        <Dialog className="max-h-96 overflow-y-auto p-4 outline-none">
          <Peers status={status} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Peers({ status: { state, connections, profile } }: { status: NodeStatus }) {
  return (
    <>
      <Heading slot="title" level={2} className="font-serif text-lg">
        {WORDS[state].short}
      </Heading>
      <p className="mt-1 text-sm text-soft">{WORDS[state].long}</p>
      <h3 className="mt-4 text-sm font-medium">{count(connections.length, 'peer')} connected</h3>
      {connections.length === 0 && (
        <p className="mt-1 text-sm text-soft">Nobody you share a room with is connected now.</p>
      )}
      <ul className="mt-1 flex flex-col">
        {connections.map(({ device, segment }) => (
          <li
            key={device}
            className="flex items-center justify-between gap-3 border-t border-line py-1.5 text-sm first:border-0"
          >
            <code className="font-mono text-xs" title={device}>
              {shortKey(device)}
            </code>
            <span className="text-soft">{SEGMENTS[segment] ?? segment}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-soft">
        Profile <bdi className="text-ink">{profile}</bdi>
      </p>
    </>
  )
}
