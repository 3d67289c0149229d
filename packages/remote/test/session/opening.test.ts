import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { ask, writeAccepted } from '../../src/session/opening.ts'
import { codeOf } from '../remote-peers.ts'

const answered = (session: string) => {
  const [near, far] = duplexPair()
  writeAccepted(far.resume(), { session })
  return ask(near, { peer: 'alice', capability: 'shell', params: new Uint8Array(0) })
}

test('the id of a session is one word: people see it, and type it into a shell again', async () => {
  expect(await answered('5dfcb7c3')).toEqual({ session: '5dfcb7c3' })
  for (const session of ['\u001b]52;c;cGVhcnM=\u0007', 'x; id', '$(id)', 'two words', '-x'])
    expect(await codeOf(answered(session))).toBe('REMOTE_MALFORMED')
})
