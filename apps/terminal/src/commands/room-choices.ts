/** `comice room archive|unarchive|mute|unmute|forget`: what one wants of a room on this machine. Nobody else is told. */
import { confirm } from '../input/confirm.ts'
import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { withNode } from '../session/session.ts'

interface Choice {
  readonly archived?: boolean
  readonly muted?: boolean
}

function choosing(choice: Choice, said: string): Action<unknown> {
  return (line) =>
    withNode(line, async ({ api, output }) => {
      const [room = ''] = line.args
      const chosen = await api.rooms.choose.mutate({ room, ...choice })
      output.result('room_choice', chosen, said)
    })
}

export const archive = choosing({ archived: true }, 'Archived: it is listed when a message mentions you.')
export const unarchive = choosing({ archived: false }, 'Listed again.')
export const mute = choosing({ muted: true }, 'Muted: nothing tells of what is new in it.')
export const unmute = choosing({ muted: false }, 'Not muted any more.')

export const forget: Action<{ yes: boolean; force: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const [ref = ''] = line.args
    const { yes, force } = line.options
    const { id, name, state, format } = await api.rooms.get.query({ room: ref })
    const isLeaving = state === 'member' && format > 1 && !force
    const what = `all of ${peerText(name)} that is on this machine`
    await confirm(session, isLeaving ? `${what}, and your place in it` : what, yes)
    if (isLeaving) await api.rooms.people.leave.mutate({ room: id })
    const forgotten = await api.rooms.forget.mutate({ room: id, force })
    output.result('room_forgotten', forgotten, 'Deleted from this machine. An invite leads in again.')
  })
