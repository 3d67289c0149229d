/** Mutes somebody, or lets them speak again. */
import { useNode } from '@comice/client/react'
import type { RoomSnapshot } from '@comice/host'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Options } from '../ui/options.tsx'

type Member = RoomSnapshot['members'][number]

const HOUR_MS = 3_600_000

const TIMES = {
  hour: { title: 'For an hour', text: 'by their own clock', forMs: HOUR_MS },
  day: { title: 'For a day', text: 'by their own clock', forMs: 24 * HOUR_MS },
  open: { title: 'Until it is taken back', text: 'by a moderator', forMs: null },
} as const

type Time = keyof typeof TIMES

interface MuteFormProps {
  readonly room: string
  readonly member: Member
  readonly onClose: () => void
}

export function MuteForm({ room, member, onClose }: MuteFormProps) {
  return member.muted === null ? (
    <Mute room={room} member={member} onClose={onClose} />
  ) : (
    <Unmute room={room} member={member} onClose={onClose} />
  )
}

function Mute({ room, member: { id, name }, onClose }: MuteFormProps) {
  const api = useNode()
  const [time, setTime] = useState<Time>('hour')
  const { forMs } = TIMES[time]
  return (
    <AskInline
      label={`Mute ${name}`}
      action="Mute"
      run={() => api.rooms.moderation.mute.mutate({ room, member: id, ...(forMs === null ? {} : { forMs }) })}
      onClose={onClose}
    >
      <p>
        What <bdi className="font-medium">{name}</bdi> says is not shown to members, and they are told so.
        They read on.
      </p>
      <Options
        label="How long"
        value={time}
        onChange={setTime}
        options={(Object.keys(TIMES) as Time[]).map((value) => ({
          ...{ value, title: TIMES[value].title, text: TIMES[value].text },
        }))}
      />
    </AskInline>
  )
}

function Unmute({ room, member: { id, name }, onClose }: MuteFormProps) {
  const api = useNode()
  return (
    <AskInline
      label={`Let ${name} speak`}
      action="Let them speak"
      isDangerous={false}
      run={() => api.rooms.moderation.unmute.mutate({ room, member: id })}
      onClose={onClose}
    >
      <p>
        What <bdi className="font-medium">{name}</bdi> says is shown again. What they said meanwhile stays as
        it is.
      </p>
    </AskInline>
  )
}
