/** `comice room search|thread|read|presence`: what was said, what of it was read, and who sees that. */
import type { FoundMessage } from '@comice/host'
import { displayName, sanitizeText } from '@comice/protocol'
import { MAX_FOUND } from '../constants.ts'
import type { Action } from '../grammar/command.ts'
import { plural } from '../output/format.ts'
import { formatTime } from '../output/format-time.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { Transcript } from '../output/transcript.ts'
import { readHistory } from '../session/read-history.ts'
import { withNode } from '../session/session.ts'

interface SearchOptions {
  room: string | undefined
  from: string | undefined
  since: number | undefined
  until: number | undefined
  'has-file': boolean
  last: number
}

export const search: Action<SearchOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const { last, 'has-file': hasFile, ...wish } = line.options
    const limit = Math.max(1, Math.min(last, MAX_FOUND))
    const { hits, searched, total } = await api.rooms.past.search.query({
      ...wish,
      ...(hasFile ? { hasFile } : {}),
      words: line.args.join(' '),
      limit,
    })
    // The newest stands last, as everywhere in a terminal.
    for (const hit of hits.toReversed()) output.result('found', hit, formatFound(hit))
    if (hits.length === 0) output.note('Nothing was found.')
    const rest = total - searched
    if (rest > 0)
      output.note(`${plural(rest, 'message')} of ${total} not searched: not on this disk, or not yet.`)
  })

export const thread: Action<{ seq: number | undefined }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = ''] = line.args
    const { root, replies, isWhole } = await api.rooms.past.thread.query({ room, id, seq: line.options.seq })
    const transcript = new Transcript()
    for (const message of [root, ...replies]) output.result('message', message, transcript.lines(message))
    if (replies.length === 0) output.note('Nothing answers it.')
    if (!isWhole) output.note('There may be more answers, further on in the room.')
  })

export const read: Action<{ quiet: boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const { length, read: done } = await api.rooms.get.query({ room })
    const last = length - done
    const transcript = new Transcript()
    if (!line.options.quiet) {
      for (const message of await readHistory(api, { room, last, before: length })) {
        output.result('message', message, transcript.lines(message))
      }
    }
    await api.rooms.markRead.mutate({ room, before: length })
    if (last === 0) output.note('Everything was read already.')
  })

export const presence: Action<{ looking: boolean | undefined; typing: boolean | undefined }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const choice = await api.rooms.presence.choose.mutate({
      here: line.options.looking,
      typing: line.options.typing,
    })
    const word = (on: boolean) => (on ? 'shown' : 'not shown')
    const text = `that you look at a room is ${word(choice.here)}, that you type is ${word(choice.typing)}`
    output.result('presence', choice, text)
  })

/** `2026-11-28 09:31  Pears  alice  text`, on one line: what was found is looked through, not read. */
function formatFound({ roomName, room, author, name, claimedAt, text, files }: FoundMessage): string {
  const where = displayName(roomName, shortKey(room))
  const who = displayName(name, shortKey(author))
  return `${paint('dim', `${formatTime(claimedAt)}  ${where}`)}  ${paint('bold', who)}  ${sanitizeText([text, ...files.map((file) => `▣ ${file}`)].filter((part) => part !== '').join('  '))}`
}
