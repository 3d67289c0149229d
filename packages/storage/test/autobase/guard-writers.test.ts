/** What a writer may do to a base, and what it may not. Pins the private parts of Autobase that the guards replace. */
import { createRequire } from 'node:module'
import { openStore } from '@comice/storage'
import { tempDir, waitFor } from '@comice/testkit'
import Autobase from 'autobase'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { describe, expect, test } from 'vitest'
import { guardAutobaseHints } from '../../src/autobase/guard-hints.ts'
import { guardAutobaseWriters } from '../../src/autobase/guard-writers.ts'

const require = createRequire(import.meta.url)
const { OplogMessage } = require('autobase/lib/messages.js') as {
  OplogMessage: Parameters<typeof c.encode>[0]
}

type Base = Autobase<Hypercore<Uint8Array>, Uint8Array>

const ENCRYPTION_KEY = Buffer.alloc(32, 7)

/** A list of texts; `+ key` adds a writer. */
function openBase(
  store: Corestore,
  key: Uint8Array | null,
  { isEncrypted, isGuarded = true }: { isEncrypted: boolean; isGuarded?: boolean },
) {
  const base: Base = new Autobase(store, key, {
    valueEncoding: 'binary',
    ackInterval: 0,
    ...(isEncrypted && { encrypted: true, encryptionKey: ENCRYPTION_KEY }),
    open: (views) => views.get('list', { valueEncoding: 'binary' }),
    apply: async (nodes, view, host) => {
      for (const { value } of nodes) {
        const text = Buffer.from(value ?? []).toString()
        if (text.startsWith('+ ')) await host.addWriter(Buffer.from(text.slice(2), 'hex'), { indexer: false })
        else if (text !== '') await view.append(Buffer.from(text))
      }
    },
  })
  if (isGuarded) {
    guardAutobaseWriters(base, { isEncrypted, maxBytes: 64 * 1024, views: 1 })
    guardAutobaseHints(base, { maxHints: 16 })
  }
  return base
}

async function textsOf(base: Base): Promise<string[]> {
  await base.update()
  const blocks = await Promise.all(Array.from({ length: base.view.length }, (_, at) => base.view.get(at)))
  return blocks.map((block) => Buffer.from(block ?? []).toString())
}

/** Alice's base with mallory as a writer, whose client writes what it likes. */
async function setUp(isEncrypted: boolean, isGuarded = true) {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const failed: Error[] = []
  const open = async (name: string) => {
    const opened = await openStore(dir.join(name), { onFailure: (error) => failed.push(error) })
    stack.defer(() => opened.close())
    return opened.store
  }
  const [aliceStore, malloryStore] = [await open('alice'), await open('mallory')]
  const alice = openBase(aliceStore.session(), null, { isEncrypted, isGuarded })
  alice.on('error', (error) => failed.push(error))
  stack.defer(() => alice.close())
  await alice.ready()
  const mallory = openBase(malloryStore.session(), alice.key, { isEncrypted })
  stack.defer(() => mallory.close())
  await mallory.ready()
  const [here, there] = [aliceStore.replicate(true), malloryStore.replicate(false)]
  here.pipe(there).pipe(here)
  stack.defer(() => {
    here.destroy()
    there.destroy()
  })
  await alice.append(Buffer.from(`+ ${Buffer.from(mallory.local.key ?? []).toString('hex')}`))
  await waitFor(() => mallory.writable)
  await mallory.append(Buffer.from('welcome'))
  await waitFor(async () => (await textsOf(alice)).includes('welcome'))
  // Autobase and a raw session on one core would overwrite each other.
  const key = Buffer.from(mallory.local.key ?? [])
  await mallory.close()
  const core = malloryStore.get({
    key,
    valueEncoding: 'binary',
    ...(isEncrypted && { encryption: { key: ENCRYPTION_KEY } }),
  })
  await core.ready()
  stack.defer(() => core.close())
  /** Appends past Autobase, and waits until alice has it. */
  const write = async (blocks: Uint8Array[]) => {
    await core.append(blocks)
    const copy = aliceStore.get({ key, active: false })
    await copy.ready()
    await waitFor(() => copy.contiguousLength === core.length)
    await copy.close()
  }
  const place = (): Place => ({ key, length: core.length })
  return { alice, mallory: place, write, failed, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const node = (fields: object, extra: object = {}) =>
  c.encode(OplogMessage, {
    version: 2,
    maxSupportedVersion: 2,
    digest: null,
    checkpoint: null,
    optimistic: false,
    trace: null,
    ...extra,
    node: { heads: [], batch: 1, value: Buffer.from('from mallory'), ...fields },
  })

interface Place {
  readonly key: Buffer
  /** Blocks that mallory has written. */
  readonly length: number
}

const many = Array.from({ length: 10_000 }, (_, number) => number)

const BLOCKS: [string, (mallory: Place) => Uint8Array[]][] = [
  ['bytes that are no message', () => [Buffer.from('ffffffffffffffffff', 'hex')]],
  ['nothing', () => [Buffer.alloc(0)]],
  ['more than a block may have', () => [Buffer.alloc(70_000, 1)]],
  ['batches that do not count down', () => [0, 2, 3].map((batch) => node({ batch }))],
  ['a batch that never ends', () => [node({ batch: 1_000_000 })]],
  [
    'a link into the middle of a batch',
    ({ key, length }) => [
      node({ batch: 2 }),
      node({ batch: 1 }),
      node({ heads: [{ key, length: length + 1 }] }),
    ],
  ],
  ['a link to nothing', () => [node({ heads: [{ key: Buffer.alloc(32, 9), length: 0 }] })]],
  ['a trace that is too long', () => [node({}, { trace: { system: many, encryption: many, user: [] } })]],
  ['a trace of a view that is none', () => [node({}, { trace: traceOf(99) })]],
]

const traceOf = (view: number) => ({ system: [], encryption: [], user: [{ view, blocks: [0] }] })

describe.each([
  ['encrypted', true],
  ['plain', false],
] as const)('in a base that is %s', (_name, isEncrypted) => {
  test.each(BLOCKS)('%s harms nobody', async (_block, make) => {
    await using people = await setUp(isEncrypted)
    const { alice, mallory, write, failed } = people
    await write(make(mallory()))
    await alice.append(Buffer.from('alice goes on'))
    expect(await textsOf(alice)).toContain('alice goes on')
    // And so does mallory, whose next block is one.
    await write([node({ value: Buffer.from('in order') })])
    await waitFor(async () => (await textsOf(alice)).includes('in order'))
    expect(alice.closing).toBeNull()
    expect(failed).toEqual([])
  })

  test('a link to a core of nobody holds up its writer alone, and opens nothing', async () => {
    await using people = await setUp(isEncrypted)
    const { alice, write } = people
    const stranger = Buffer.alloc(32, 9)
    await write([node({ heads: [{ key: stranger, length: 4 }] })])
    await alice.append(Buffer.from('alice goes on'))
    expect(await textsOf(alice)).toEqual(['welcome', 'alice goes on'])
    expect(alice.activeWriters.get(stranger)).toBeNull()
  })
})

test('without the guard a block that is none freezes its writer, so the tests above can fail', async () => {
  await using people = await setUp(false, false)
  const { alice, write } = people
  await write([Buffer.from('ffffffffffffffffff', 'hex'), node({ value: Buffer.from('in order') })])
  await alice.append(Buffer.from('alice goes on'))
  await alice.append(Buffer.from('and on'))
  expect(await textsOf(alice)).toEqual(['welcome', 'alice goes on', 'and on'])
})

test('this is the Autobase whose insides were read', () => {
  const { version } = require('autobase/package.json') as { version: string }
  expect(version).toBe('7.28.1')
  for (const name of ['_makeWriterCore', '_makeWriter', '_wakeupWriter', 'hintWakeup'])
    expect(Reflect.get(Autobase.prototype, name), name).toBeTypeOf('function')
  const Writer = require('autobase/lib/writer.js') as { prototype: object }
  const source = Writer.prototype.constructor.toString()
  expect(source).toContain('await this.core.get(seq, { wait: false })')
  expect(source).toContain('const { node, optimistic, trace }')
  expect(source).toContain('async _ensureNodeDependencies(boot)')
  expect(source.match(/this\.core\.get\(/g)).toHaveLength(1)
})
