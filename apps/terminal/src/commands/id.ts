import type { Action } from '../grammar/command.ts'
import { withNode } from '../session/session.ts'

/** `comice id show`: the public keys that tell others who this is. */
export const show: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const view = await api.id.show.query()
    const text = `identity  ${view.identity}\ndevice    ${view.device}\nprofile   ${view.profile}`
    output.result('identity', view, text)
  })
