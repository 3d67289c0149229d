/** Tells those who moderate about a message. */
import { useNode } from '@comice/client/react'
import { LIMITS } from '@comice/protocol'
import { useState } from 'react'
import { AskInline } from '../ui/ask-inline.tsx'
import { Field } from '../ui/field.tsx'
import { useOpenRoomContext } from './room-context.ts'
import type { Message } from './timeline.ts'

interface ReportFormProps {
  readonly message: Message
  readonly onClose: () => void
}

export function ReportForm({ message: { id, seq, name }, onClose }: ReportFormProps) {
  const api = useNode()
  const { id: room } = useOpenRoomContext()
  const [reason, setReason] = useState('')
  const isLong = new TextEncoder().encode(reason).byteLength > LIMITS.MAX_REPORT_REASON_BYTES
  return (
    <AskInline
      label={`Report what ${name} said`}
      action="Report"
      isDangerous={false}
      isReady={!isLong}
      run={() => api.rooms.moderation.report.mutate({ room, id, seq, reason: reason.trim() })}
      onClose={onClose}
    >
      <p className="font-medium">
        Report what <bdi>{name}</bdi> said
      </p>
      <Field
        label="Why"
        description="Only who moderates now can read which message it is, and why; who wrote it cannot, moderator or not. Everybody can find out that you reported something."
        value={reason}
        onChange={setReason}
        error={isLong ? 'A paragraph is enough.' : null}
        rows={2}
      />
    </AskInline>
  )
}
