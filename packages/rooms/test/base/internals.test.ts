/** Pins the private parts of Autobase that src/base depends on. When this fails, read autobase-internals.ts first. */
import { createRequire } from 'node:module'
import Autobase from 'autobase'
import { expect, test } from 'vitest'
import type { BaseInternals, WriterInternals } from '../../src/base/autobase-internals.ts'
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

test('the cores of a room are encrypted the way the guards decrypt', async () => {
  await using test = await createTestRoom(['alice'])
  await test.alice.room.say('a secret')
  const { local } = insides(test.alice.room).base
  expect(local.manifest).toMatchObject({ version: 1 })
  const block = (await local.get(local.length - 1, { raw: true })) as unknown as Uint8Array
  expect(Buffer.from(block).includes('a secret')).toBe(false)
})
