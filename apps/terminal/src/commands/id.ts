import type { Command } from 'commander'
import { withNode } from '../session/session.ts'

/** `comice id show`: the public keys that tell others who this is. */
export function addId(program: Command): void {
  const id = program.command('id').description('who you are')
  id.command('show')
    .description('show your identity and this device')
    .action((_options: object, command: Command) =>
      withNode(command, async ({ api, output }) => {
        const view = await api.id.show.query()
        const text = `identity  ${view.identity}\ndevice    ${view.device}\nprofile   ${view.profile}`
        output.result('identity', view, text)
      }),
    )
}
