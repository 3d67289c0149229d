/** `comice room create|invite|join|keep`: how rooms come to be, and who is in them. */
import { subscribe } from '@comice/client'
import type { KeepState } from '@comice/host'
import { DEFAULT_EXPIRES_HOURS } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import type { MemberRole, RoomFormat, RoomKind } from '../grammar/value-kind.ts'
import { readInvite } from '../input/read-invite.ts'
import { formatRoom } from '../output/format.ts'
import { withNode } from '../session/session.ts'

interface CreateOptions {
  nickname: string | undefined
  format: RoomFormat | undefined
  kind: RoomKind | undefined
}

export const create: Action<CreateOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [name = ''] = line.args
    const view = await api.rooms.create.mutate({ name, ...line.options })
    output.result('room', view, formatRoom(view))
  })

interface InviteOptions {
  /** In ms. */
  expires: number | undefined
  uses: number | undefined
  role: MemberRole | undefined
  approval: boolean
  qr: boolean
}

export const invite: Action<InviteOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const { expires, uses, role, approval, qr } = line.options
    const expiresInMs = expires ?? DEFAULT_EXPIRES_HOURS * 3_600_000
    const made = await api.rooms.invite.mutate({
      room,
      expiresInMs,
      maxUses: uses,
      role,
      ...(approval ? { needsApproval: true } : {}),
    })
    output.note('Whoever has this invite can join. Send it over a channel you trust.')
    if (qr) {
      const { renderUnicodeCompact } = await import('uqr')
      output.note(renderUnicodeCompact(made.text))
    }
    output.result('invite', made, made.text)
  })

export const join: Action<{ nickname: string | undefined }> = (line) =>
  withNode(line, async ({ api, output, signal, timeoutMs }) => {
    const secret = await readInvite(line.args[0], signal)
    output.note('Looking for a member who is online …')
    const wish = { invite: secret, nickname: line.options.nickname, timeoutMs }
    const view = await api.rooms.join.mutate(wish, { signal })
    output.result('room', view, formatRoom(view))
  })

export const keep: Action<{ on: string }> = (line) =>
  withNode(line, async ({ api, output, signal, timeoutMs }) => {
    const [room = ''] = line.args
    const wish = { room, seeder: line.options.on, timeoutMs }
    for await (const progress of subscribe<typeof wish, KeepState>(api.rooms.keep, wish, { signal })) {
      output.result('keep', progress, formatKeep(progress))
    }
  })

function formatKeep({ held, total, done }: KeepState): string {
  return done ? `the seeder holds all ${total} cores` : `the seeder holds ${held} of ${total} cores`
}
