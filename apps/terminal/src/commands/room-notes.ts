/** `comice room edit|delete|react|pin|unpin|pins`: what is done to messages after they were said. */
import type { Action } from '../grammar/command.ts'
import { readText } from '../input/read-text.ts'
import { Transcript } from '../output/transcript.ts'
import { withNode } from '../session/session.ts'

export const edit: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = '', ...words] = line.args
    await api.rooms.messages.edit.mutate({ room, id, text: await readText(words) })
    output.note('Edited. It is shown as edited.')
  })

export const deleteMessage: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = ''] = line.args
    await api.rooms.messages.delete.mutate({ room, id })
    output.note('Deleted, for everybody.')
  })

/** No emojis: takes them back. */
export const react: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = '', id = '', ...emojis] = line.args
    await api.rooms.messages.react.mutate({ room, id, emojis })
    output.note(emojis.length === 0 ? 'You do not react any more.' : 'You react.')
  })

export const pin = pinning(true)
export const unpin = pinning(false)

function pinning(on: boolean): Action<{ seq: number }> {
  return (line) =>
    withNode(line, async ({ api, output }) => {
      const [room = '', id = ''] = line.args
      await api.rooms.messages.pin.mutate({ room, id, seq: line.options.seq, on })
      output.note(on ? 'Pinned.' : 'Not pinned any more.')
    })
}

export const pins: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [room = ''] = line.args
    const transcript = new Transcript()
    for (const message of await api.rooms.messages.pins.query({ room })) {
      output.result('message', message, transcript.lines(message))
    }
  })
