/** Asks whether a machine is there, how far away, and what it says of itself. */
import { useNode } from '@comice/client/react'
import { PEER_LOOK_TIMEOUT_MS } from '../constants.ts'
import { Seconds } from '../dialogs/seconds.tsx'
import { clockTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { useState } from 'react'

const SEGMENTS: Readonly<Record<string, string>> = {
  loopback: 'on this machine',
  lan: 'over this network',
  public: 'over the internet',
  explicit: 'over a chosen network',
}

export function PeerLook({ device }: { device: string }) {
  const api = useNode()
  const ask = () => api.remote.peers.info.query({ peer: device, timeoutMs: PEER_LOOK_TIMEOUT_MS })
  const [info, setInfo] = useState<Awaited<ReturnType<typeof ask>> | null>(null)
  const look = useSubmit(ask, setInfo)
  return (
    <>
      {info !== null && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-soft">Connected</dt>
          <dd>
            {SEGMENTS[info.segment] ?? info.segment}, since {clockTime(info.connectedAt)}
          </dd>
          <dt className="text-soft">Answers in</dt>
          <dd className="tabular-nums">{info.pingMs.toFixed(1)} ms</dd>
          <dt className="text-soft">It says it is</dt>
          <dd className="wrap-anywhere">
            {info.about === null ? 'nothing: it lets this device do nothing' : <bdi>{info.about}</bdi>}
          </dd>
        </dl>
      )}
      {look.error !== null && <ErrorNote error={look.error} />}
      <p className="mt-2 flex items-center gap-3">
        <Button onPress={() => look.run(undefined)} isBusy={look.isRunning}>
          {look.isRunning ? 'Looking for it…' : 'Look whether it is there'}
        </Button>
        {look.isRunning && <Seconds />}
      </p>
    </>
  )
}
