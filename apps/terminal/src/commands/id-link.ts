/**
 * `comice id link`: another device of yours, at both ends. The code is never an argument: whoever reads it in the list of
 * processes and is faster would be a device of yours.
 */
import { subscribe } from '@comice/client'
import type { LinkState } from '@comice/host'
import { doIdentityWork } from '@comice/host/launch'
import type { Action } from '../grammar/command.ts'
import { readSecretLine } from '../input/read-secret-line.ts'
import { withDeadline, withNode } from '../session/session.ts'

export const link: Action<{ here: boolean }> = (line) => (line.options.here ? takeCode(line) : giveCode(line))

/** Shows a code until a device has used it. */
const giveCode: Action<unknown> = (line) =>
  withNode(
    line,
    async ({ api, output, signal }) => {
      for await (const state of subscribe<undefined, LinkState>(api.id.link, undefined, { signal })) {
        if ('code' in state) {
          output.note('On the other device:  comice id link --here')
          output.result('code', state, state.code)
        } else output.result('linked', state, `linked  ${state.device}`)
      }
    },
    { endless: true },
  )

/** Makes the profile, which has no identity yet, a device of whoever shows the code. */
const takeCode: Action<unknown> = (line) =>
  withDeadline(line, async ({ dir, output, options, signal, timeoutMs }) => {
    const code = await readSecretLine(undefined, { question: 'Code: ', signal })
    output.note('Looking for the other device …')
    const request = { action: 'link', code, bootstrap: options.bootstrap, timeoutMs } as const
    const { identity, device } = await doIdentityWork(dir, request, signal)
    const fields = { identity, device, profile: options.profile }
    const text = `identity  ${identity}\ndevice    ${device}  (new)\nprofile   ${options.profile}`
    output.result('identity', fields, text)
  })
