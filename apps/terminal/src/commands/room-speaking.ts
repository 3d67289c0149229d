/** `comice room say|rename`: what one tells the others. */
import type { Command } from 'commander'
import { readText } from '../input/read-text.ts'
import { peerText } from '../output/output.ts'
import { formatMessage } from '../output/transcript.ts'
import { withNode } from '../session/session.ts'

const SAY_HELP = `
Text that begins with a dash goes after --:  comice room say Pears -- "-1 °C today"`

export function addSpeaking(room: Command): void {
  room
    .command('say <room> <text...>')
    .description('say something; returns when it is safely on the disk. The text - is read from a pipe')
    .addHelpText('after', SAY_HELP)
    .action(function (this: Command, name: string, words: string[]) {
      return withNode(this, async ({ api, output }) => {
        const message = await api.rooms.say.mutate({ room: name, text: await readText(words) })
        output.result('message', message, formatMessage(message))
      })
    })
  room
    .command('rename <room> <nickname>')
    .description('change what others call you in a room, for earlier messages too')
    .action(function (this: Command, name: string, nickname: string) {
      return withNode(this, async ({ api, output }) => {
        const view = await api.rooms.rename.mutate({ room: name, nickname })
        output.result('room', view, `you are ${peerText(view.nickname)} now`)
      })
    })
}
