/** `comice room list|members|history|tail`: what there is to read. */
import { followRoom } from '@comice/client'
import { lookAlikesOf } from '@comice/protocol'
import type { Action } from '../grammar/command.ts'
import { formatMember, formatRoom, plural } from '../output/format.ts'
import { Transcript } from '../output/transcript.ts'
import { readHistory, readSince } from '../session/read-history.ts'
import { withNode } from '../session/session.ts'

export const list: Action<{ all: boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const rooms = await api.rooms.list.query()
    const shown = line.options.all ? rooms : rooms.filter(({ isArchived }) => !isArchived)
    for (const view of shown) output.result('room', view, formatRoom(view))
    const hidden = rooms.length - shown.length
    if (hidden > 0) output.note(`${plural(hidden, 'room')} archived: comice room list --all`)
    if (rooms.length === 0) output.note('No rooms yet. Make one: comice room create "Pears"')
  })

export const members: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const all = await api.rooms.members.query({ room })
    const alike = lookAlikesOf(all.map(({ name }) => name))
    for (const [index, member] of all.entries()) {
      const looksLike = (alike[index] ?? []).flatMap((other) => all[other]?.id ?? [])
      const fields = looksLike.length === 0 ? member : { ...member, looksLike }
      output.result('member', fields, formatMember(member, looksLike))
    }
  })

interface HistoryWish {
  last: number
  before: number | undefined
  since: number | undefined
}

export const history: Action<HistoryWish> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const { since, ...wish } = line.options
    const transcript = new Transcript()
    for (const message of await (since === undefined
      ? readHistory(api, { room, ...wish })
      : readSince(api, { room, at: since, count: wish.last }))) {
      output.result('message', message, transcript.lines(message))
    }
  })

export const tail: Action<{ last: number; count: number | undefined }> = (line) =>
  withNode(
    line,
    async ({ api, output, signal }) => {
      const [room = ''] = line.args
      const { last, count = Infinity } = line.options
      const transcript = new Transcript()
      let shown = 0
      for await (const message of followRoom(api, room, { last, signal })) {
        output.result('message', message, transcript.lines(message))
        if ((shown += 1) >= count) return
      }
    },
    { follow: true },
  )
