/** Pins the private parts of Autobase that src/base depends on. When this fails, read autobase-internals.ts first. */
import { createRequire } from 'node:module'
import Autobase from 'autobase'
import { expect, test } from 'vitest'
import type { BaseInternals, WriterInternals } from '../../src/base/autobase-internals.ts'
import type { BeeBatchInternals } from '../../src/base/hyperbee-internals.ts'
import { MAX_NODE_KEYS } from '../../src/constants.ts'
import { createTestRoom } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

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
    '_runFastForward',
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
})

test('an open base has the state that the guards look at', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const base = insides(test.alice.room).base as unknown as BaseInternals & { localWriter: WriterInternals }
  expect(await base._applyState?.system.get(test.alice.room.key)).not.toBeNull()
  expect(await base._applyState?.system.get(Buffer.alloc(32))).toBeNull()
  expect(base._wakeupHints).toBeInstanceOf(Map)
  expect(base.activeWriters.get(test.alice.room.key)).toMatchObject({ isRemoved: false })
  expect(base.activeWriters.get(Buffer.alloc(32))).toBeNull()
  expect(Reflect.get(base.localWriter, '_ensureNodeDependencies')).toBeTypeOf('function')
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

test('the view is one, called view, and a tree whose nodes tell keys and children', async () => {
  await using test = await createTestRoom(['alice'])
  const { room } = test.alice
  for (let number = 0; number < 2 * MAX_NODE_KEYS; number++) await room.say(`message ${number}`)
  const { base } = insides(room)
  const { _applyState } = base as unknown as { _applyState: { views: { name: string }[] } }
  expect(_applyState.views.map(({ name }) => name)).toEqual(['view'])
  const root = await (base.view.batch() as unknown as BeeBatchInternals).getRoot(false)
  expect(root?.children).toHaveLength((root?.keys.length ?? 0) + 1)
  const leaf = await root?.getChildNode(0)
  expect(leaf?.children).toHaveLength(0)
  expect(leaf?.keys.length).toBeLessThanOrEqual(MAX_NODE_KEYS)
  expect(await leaf?.getKey(0)).toBeInstanceOf(Uint8Array)
})

test('the cores of a room are encrypted the way the guards decrypt', async () => {
  await using test = await createTestRoom(['alice'])
  await test.alice.room.say('a secret')
  const { local } = insides(test.alice.room).base
  expect(local.manifest).toMatchObject({ version: 1 })
  const block = (await local.get(local.length - 1, { raw: true })) as unknown as Uint8Array
  expect(Buffer.from(block).includes('a secret')).toBe(false)
})
