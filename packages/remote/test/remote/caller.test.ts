import { randomBytes } from 'node:crypto'
import { encodeKey } from '@comice/protocol'
import { expect, test } from 'vitest'
import { MAX_OPENINGS } from '../../src/constants.ts'
import { codeOf, createAliceAndBob } from '../remote-peers.ts'

test('who waits for a turn behind others that are on their way, and leaves, has left at once', async () => {
  await using people = await createAliceAndBob()
  const { remote } = people.bob
  // A machine that nobody finds: all turns are taken for a minute.
  await remote.peers.add('ghost', encodeKey(randomBytes(32)))
  const others = new AbortController()
  const looking = Array.from({ length: MAX_OPENINGS }, () =>
    codeOf(remote.openExec('ghost', { argv: ['true'] }, { signal: others.signal, timeoutMs: 60_000 })),
  )
  const leaving = new AbortController()
  const queued = codeOf(remote.openExec('ghost', { argv: ['true'] }, { signal: leaving.signal }))
  leaving.abort()
  expect(await Promise.race([queued, ...looking.map((one) => one.then(() => 'ANOTHER'))])).toBe(
    leaving.signal.reason.code,
  )
  others.abort()
  await Promise.all(looking)
})
