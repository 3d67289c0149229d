/** `comice forward list|stop`: the forwards that this machine's node holds. */
import type { ForwardView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { formatForward, forwardAddressText } from '../output/format-forward.ts'
import { withNode } from '../session/session.ts'

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const views = await api.remote.forwards.list.query(undefined, { signal })
    for (const view of views) output.result('forward', fieldsOf(view), formatForward(view))
    if (views.length === 0) output.note('Nothing is forwarded by this machine.')
  })

export const stop: Action<unknown> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const [id = ''] = line.args
    const view = await api.remote.forwards.stop.mutate({ id }, { signal })
    output.result('forward', fieldsOf(view), formatForward(view))
  })

/** As `comice forward` itself says it: the address as text, the machine as it is called. */
function fieldsOf({ counts, address, failure, ...view }: ForwardView) {
  return {
    ...{ ...view, ...counts, peer: view.name ?? view.device },
    address: address === null ? null : forwardAddressText(address),
    failure: failure?.code ?? null,
  }
}
