/** `comice drive mirrors|unmirror`: mirrors that go on. */
import type { Action } from '../grammar/command.ts'
import { formatLiveMirror } from '../output/format-drive.ts'
import { withNode } from '../session/session.ts'

export const mirrors: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const running = await api.drives.mirrors.query()
    for (const view of running) output.result('mirror', view, formatLiveMirror(view))
    if (running.length === 0) output.note('No mirror goes on.')
  })

export const unmirror: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [id = ''] = line.args
    const view = await api.drives.stopMirror.mutate({ id })
    output.result('mirror', view, formatLiveMirror(view))
  })
