/** Pins the private parts of Autobase that src/autobase depends on. When this fails, read base-internals.ts first. */
import { createRequire } from 'node:module'
import { tempDir, waitFor } from '@comice/testkit'
import Autobase from 'autobase'
import { expect, test } from 'vitest'
import type { BaseInternals, SignedCore } from '../../src/autobase/base-internals.ts'
import type { BeeBatchInternals } from '../../src/bee/bee-internals.ts'
import type { WriterInternals } from '../../src/autobase/writer-internals.ts'
import { FORWARD_BLOCKS, MAX_NODE_KEYS } from '../../src/constants.ts'
import { openNotes } from './notes-base.ts'

const require = createRequire(import.meta.url)

test('this is the Autobase whose insides were read', () => {
  const { version } = require('autobase/package.json') as { version: string }
  expect(version).toBe('7.28.1')
})

test('the methods that are guarded exist on every base', () => {
  const { prototype } = Autobase
  const guarded = [
    '_makeWriterCore',
    '_makeWriter',
    '_wakeupWriter',
    'hintWakeup',
    'setWakeup',
    '_updateActivity',
    '_queueFastForward',
    '_runFastForward',
    '_applyFastForward',
    '_reboot',
  ]
  for (const name of guarded) {
    expect(Reflect.get(prototype, name), name).toBeTypeOf('function')
  }
  const messages = require('autobase/lib/messages.js') as Record<string, { decode?: unknown }>
  expect(messages.OplogMessage?.decode).toBeTypeOf('function')
})

test('a writer reads its blocks by get and waits for its links in the method that is guarded', () => {
  const Writer = require('autobase/lib/writer.js') as { prototype: object }
  const source = Writer.prototype.constructor.toString()
  expect(source).toContain('await this.core.get(seq, { wait: false })')
  expect(source).toContain('const { node, optimistic, trace }')
  expect(source).toContain('async _ensureNodeDependencies(boot)')
  expect(source.match(/this\.core\.get\(/g)).toHaveLength(1)
  // What first-look.ts does instead of it.
  expect(source).toContain('_resume() {')
  expect(source.match(/this\.core\.download\(/g)).toHaveLength(1)
  expect(source).toContain('if (this.node.batch === 1) this.available = this.nodes.length')
  const { MINIMUM } = require('autobase/lib/fast-forward.js') as { MINIMUM: number }
  expect(MINIMUM).toBe(FORWARD_BLOCKS)
})

test('an open base has the state that the guards look at', async () => {
  await using dir = await tempDir()
  await using alice = await openNotes(dir, 'alice')
  await alice.write('a note')
  const key = alice.base.key ?? Buffer.alloc(0)
  const base = alice.base as unknown as BaseInternals & { localWriter: WriterInternals }
  expect(await base._applyState?.system.get(key)).not.toBeNull()
  expect(await base._applyState?.system.get(Buffer.alloc(32))).toBeNull()
  expect(base._wakeupHints).toBeInstanceOf(Map)
  expect(base.activeWriters.get(key)).toMatchObject({ isRemoved: false })
  expect(base.activeWriters.get(Buffer.alloc(32))).toBeNull()
  expect(Reflect.get(base.localWriter, '_ensureNodeDependencies')).toBeTypeOf('function')
  // What leave-stalls.ts compares: alone, all is signed that is in order.
  const { core } = alice.base.core as unknown as SignedCore
  await waitFor(() => core.state.length > 0 && core.state.length === alice.base.indexedLength)
})

test('a fast-forward has the parts that are looked at while it fetches', () => {
  const FastForward = require('autobase/lib/fast-forward.js') as { prototype: object }
  expect(Reflect.get(FastForward.prototype, '_upgrade')).toBeTypeOf('function')
  const source = FastForward.prototype.constructor.toString()
  expect(source).toContain('this.upgrading = this._upgrade()')
  expect(source).toContain('new SystemView(this.core, { checkout: this.length })')
  expect(source).toContain('for (const v of this.system.views)')
  expect(source).toContain('for (const core of this.cores) await core.close()')
  expect(Autobase.prototype.constructor.toString()).toContain('if (ff.failed) this.fastForwardFailedAt')
})

test('views are told by their cores, in whatever order they began, and a tree’s nodes tell keys and children', async () => {
  await using dir = await tempDir()
  await using alice = await openNotes(dir, 'alice')
  for (let number = 0; number < 2 * MAX_NODE_KEYS; number++) await alice.write(`note ${number}`)
  const { list, tree } = alice.base.view
  const { _viewStore, _applyState } = alice.base as unknown as BaseInternals & {
    _applyState: { system: { indexers: []; entropy: Uint8Array | null } }
  }
  for (const [name, core] of [
    ['list', list],
    ['tree', tree.core],
  ] as const) {
    const { indexers, entropy } = _applyState.system
    expect(await _viewStore.findViewByKey(core.key ?? Buffer.alloc(0), indexers, 1, entropy)).toMatchObject({
      name,
    })
  }
  const root = await (tree.batch() as unknown as BeeBatchInternals).getRoot(false)
  expect(root?.children).toHaveLength((root?.keys.length ?? 0) + 1)
  const leaf = await root?.getChildNode(0)
  expect(leaf?.children).toHaveLength(0)
  expect(leaf?.keys.length).toBeLessThanOrEqual(MAX_NODE_KEYS)
  expect(await leaf?.getKey(0)).toBeInstanceOf(Uint8Array)
})

test('the cores of a base are encrypted the way the guards decrypt', async () => {
  await using dir = await tempDir()
  await using alice = await openNotes(dir, 'alice')
  await alice.write('a secret')
  const { local } = alice.base
  expect(local.manifest).toMatchObject({ version: 1 })
  const block = (await local.get(local.length - 1, { raw: true })) as unknown as Uint8Array
  expect(Buffer.from(block).includes('a secret')).toBe(false)
})
