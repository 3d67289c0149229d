/** `comice app permissions`: what the user allowed an app. */
import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export const permissions: Action<{ revoke: boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word = ''] = line.args
    if (line.options.revoke) {
      const { revoked } = await api.apps.revoke.mutate({ app: word })
      output.result('revoked', { revoked }, 'nothing is allowed any more: it asks again when it is run')
      return
    }
    const granted = await api.apps.permissions.query({ app: word })
    for (const permission of granted) {
      const { author, words, unconfined, grantedAt } = permission
      const day = new Date(grantedAt).toISOString().slice(0, 10)
      const lines = [
        `what is signed by ${shortKey(author)}, since ${day}`,
        ...words.map((sentence) => `  • ${peerText(sentence)}`),
        ...(unconfined ? ['  • It may run where the operating system does not hold it.'] : []),
      ]
      output.result('permission', permission, lines.join('\n'))
    }
    if (granted.length === 0) output.note('Nothing was allowed: it asks when it is run.')
  })
