import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { spawnPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { findNode } from '../../src/launch/find-node.ts'
import manifest from '../../package.json' with { type: 'json' }

const BUNDLE = new URL('../../dist/node/main.cjs', import.meta.url)

test('the bundled program starts, answers and stops', async () => {
  await using dir = await tempDir()
  await using node = await spawnPeer({
    script: fileURLToPath(BUNDLE),
    args: ['--dir', dir.path, '--bootstrap', '127.0.0.1:1'],
  })
  const ready = await node.waitForJson<{ ready?: boolean; pid?: number }>(() => true, { timeoutMs: 30_000 })
  expect(ready).toMatchObject({ ready: true, pid: node.pid })
  expect(await findNode(dir.path)).toMatchObject({ pid: node.pid })
  expect(await node.stop()).toEqual({ code: 0, signal: null })
  expect(await findNode(dir.path)).toBeNull()
})

test('what the program says of a profile that it cannot open is its first line', async () => {
  await using node = await spawnPeer({ script: fileURLToPath(BUNDLE), args: ['--dir', '/dev/null/profile'] })
  expect(await node.waitForJson(() => true)).toMatchObject({ error: { code: 'PROFILE_DIR_UNUSABLE' } })
  expect(await node.exited).toMatchObject({ signal: null })
})

test('no module with a native part, and none that others compare with, is copied into the bundle', async () => {
  const { sources } = JSON.parse(await readFile(new URL(`${BUNDLE.href}.map`), 'utf8')) as {
    sources: string[]
  }
  const copied = new Set(
    sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(source)?.[1] ?? []),
  )
  expect([...copied].toSorted()).toEqual([
    '@noble/hashes',
    '@pinojs/redact',
    '@trpc/server',
    'atomic-sleep',
    'on-exit-leak-free',
    'pino',
    'pino-std-serializers',
    'quick-format-unescaped',
    'safe-stable-stringify',
    'sonic-boom',
    'thread-stream',
    'ws',
    'zod',
  ])
  const own = Object.keys(manifest.dependencies)
  expect(own).toEqual(expect.arrayContaining(['autobase', 'corestore', 'hyperswarm']))
})
