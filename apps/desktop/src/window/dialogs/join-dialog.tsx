/** Joins a room: an invite is pasted, then a member must be found who lets one in. */
import { useNode } from '@comice/client/react'
import { LIMITS } from '@comice/protocol'
import { useState } from 'react'
import { JOIN_TIMEOUT_MS } from '../constants.ts'
import { Field } from '../ui/field.tsx'
import { FormSheet } from '../ui/form-sheet.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { nameProblem } from './name-problem.ts'
import { Seconds } from './seconds.tsx'

interface JoinDialogProps {
  readonly nickname: string
  readonly onClose: () => void
  readonly onJoined: (room: string) => void
}

/** Invites get broken into lines by mail and chat programs. */
function cleanInvite(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

export function JoinDialog({ nickname: usual, onClose, onJoined }: JoinDialogProps) {
  const api = useNode()
  const [text, setText] = useState('')
  const [nickname, setNickname] = useState(usual)
  const invite = cleanInvite(text)
  const join = useSubmit(
    () => {
      const name = nickname.trim()
      return api.rooms.join.mutate({
        invite,
        timeoutMs: JOIN_TIMEOUT_MS,
        ...(name === '' ? {} : { nickname: name }),
      })
    },
    ({ id }) => onJoined(id),
  )
  const tooLong = invite.length > LIMITS.MAX_INVITE_TEXT_CHARS ? 'This is too long for an invite.' : null
  const canJoin = invite !== '' && tooLong === null && nameProblem(nickname) === null
  return (
    <FormSheet
      title="Join a room"
      submit={join}
      isReady={canJoin}
      action="Join room"
      doing="Joining…"
      onClose={onClose}
      goesOn
    >
      <Field
        label="Invite"
        description="Paste the text that a member gave you."
        value={text}
        onChange={setText}
        error={tooLong}
        rows={4}
        isCode
        autoFocus
        isReadOnly={join.isRunning}
        autoComplete="off"
      />
      <Field
        label="Your name in the room"
        value={nickname}
        onChange={setNickname}
        error={nameProblem(nickname)}
        isReadOnly={join.isRunning}
        autoComplete="off"
      />
      {join.isRunning && <Looking />}
    </FormSheet>
  )
}

function Looking() {
  return (
    <div role="status" className="rounded-xl bg-shelf px-3 py-3 text-sm">
      <p className="flex justify-between gap-3">
        Looking for a member who lets you in…
        <Seconds />
      </p>
      <div aria-hidden="true" className="seek relative mt-2.5 h-1 overflow-hidden rounded-full bg-line" />
      <p className="mt-2.5 text-soft">
        One of them must be online. You can close this: the room appears in the list when you were let in.
      </p>
    </div>
  )
}
