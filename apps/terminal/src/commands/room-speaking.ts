/** `comice room say|rename`: what one tells the others. */
import type { Action } from '../grammar/command.ts'
import { readText } from '../input/read-text.ts'
import { peerText } from '../output/output.ts'
import { formatMessage } from '../output/transcript.ts'
import { withNode } from '../session/session.ts'

interface SayOptions {
  'reply-to': string | undefined
  'reply-seq': number
  mention: readonly string[] | undefined
}

export const say: Action<SayOptions> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', ...words] = line.args
    const { 'reply-to': id, 'reply-seq': seq, mention } = line.options
    const message = await api.rooms.say.mutate({
      room,
      text: await readText(words),
      ...(id === undefined ? {} : { replyTo: { id, seq } }),
      ...(mention === undefined ? {} : { mentions: [...mention] }),
    })
    output.result('message', message, formatMessage(message))
  })

export const rename: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', nickname = ''] = line.args
    const view = await api.rooms.rename.mutate({ room, nickname })
    output.result('room', view, `you are ${peerText(view.nickname)} now`)
  })
