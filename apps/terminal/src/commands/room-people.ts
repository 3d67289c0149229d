/** `comice room invites|revoke|pending|approve|decline|role|remove|ban|unban|leave|former|upgrade|take-over`: who is in, as what. */
import type { Action } from '../grammar/command.ts'
import { formatFormer, formatInvite, formatPending } from '../output/format-people.ts'
import { TerminalErrors } from '../errors.ts'
import { type MemberRole, ROLE } from '../grammar/value-kind.ts'
import { type Session, withNode } from '../session/session.ts'

/** Something done to a room, of which there is nothing to show but that it is done. */
function act(
  run: (api: Session['api'], args: readonly string[]) => Promise<unknown>,
  said: (args: readonly string[]) => string,
): Action<unknown> {
  return (line) =>
    withNode(line, async ({ api, output }) => {
      await run(api, line.args)
      output.note(said(line.args))
    })
}

export const invites: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const all = await api.rooms.people.invites.query({ room })
    for (const invite of all) output.result('invite_info', invite, formatInvite(invite))
    if (all.length === 0) output.note('No invites yet.')
  })

export const pending: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const all = await api.rooms.people.pending.query({ room })
    for (const join of all) output.result('pending', join, formatPending(join))
    if (all.length === 0) output.note('Nobody waits to be let in.')
  })

export const former: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const all = await api.rooms.people.former.query({ room })
    for (const person of all) output.result('former', person, formatFormer(person))
    if (all.length === 0) output.note('Nobody has left or was removed.')
  })

export const revoke = act(
  (api, [room = '', id = '']) => api.rooms.people.revokeInvite.mutate({ room, id }),
  () => 'The invite lets nobody in any more.',
)

export const approve = act(
  (api, [room = '', id = '']) => api.rooms.people.approve.mutate({ room, id }),
  () => 'They are in.',
)

export const decline = act(
  (api, [room = '', id = '']) => api.rooms.people.decline.mutate({ room, id }),
  () => 'They are not let in.',
)

export const setRole: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', member = '', wanted = ''] = line.args
    const role = readRole(wanted)
    await api.rooms.people.setRole.mutate({ room, member, role })
    output.note(`They are ${role} now.`)
  })

function readRole(wanted: string): MemberRole {
  const role = ROLE.read(wanted)
  if (role === null)
    throw TerminalErrors.USAGE({ problem: 'there is no such role', hint: `give ${ROLE.expected}` })
  return role
}

export const remove = act(
  (api, [room = '', member = '']) => api.rooms.people.remove.mutate({ room, member }),
  () => 'They are out, and cannot read what is said from here on.',
)

export const ban = act(
  (api, [room = '', member = '']) => api.rooms.people.ban.mutate({ room, member }),
  () => 'They are out, cannot read what is said from here on, and no invite lets them in.',
)

export const unban = act(
  (api, [room = '', member = '']) => api.rooms.people.unban.mutate({ room, member }),
  () => 'An invite lets them in again.',
)

export const leave = act(
  (api, [room = '']) => api.rooms.people.leave.mutate({ room }),
  () => 'You have left. What was said until now stays on this machine.',
)

export const upgrade = act(
  (api, [room = '']) => api.rooms.people.upgrade.mutate({ room }),
  () => 'The room is of the newest format. Members with an older Comice are told to update.',
)

export const takeOver = act(
  (api, [room = '']) => api.rooms.people.takeOver.mutate({ room }),
  () => 'This device signs the order of the room from here on.',
)
