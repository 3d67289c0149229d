/** Processes that a node starts get nothing of what it has open: see docs/decisions/0159-terminals-stay-in-the-node.md. */
import { expect, test } from 'vitest'
import { expectNone } from '../src/expect-none.ts'
import { readText, repositoryFiles } from '../src/workspace.ts'

/** Run by a command or a launcher, which has nobody's terminal open but its user's. */
const NOT_IN_A_NODE = new Set([
  'packages/host/src/launch/start-node.ts',
  'packages/host/src/launch/run-identity-work.ts',
])

const sources = repositoryFiles().filter((file) =>
  /^packages\/(storage|core|keep|drives|rooms|platform|remote|host)\/src\/.*\.ts$/.test(file),
)

test('what a node starts does not inherit the terminals that are open in it', () => {
  const spawning = sources.filter((file) => /\bspawn\b[^\n]*from 'node:child_process'/.test(readText(file)))
  expect(spawning.length).toBeGreaterThan(1)
  expectNone(
    spawning.filter((file) => !NOT_IN_A_NODE.has(file) && !/stdio: coverHeld\(/.test(readText(file))),
  )
})

test('those that are run by commands are there', () => {
  expectNone([...NOT_IN_A_NODE].filter((file) => !sources.includes(file)))
})
