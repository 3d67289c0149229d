import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { outcomeError } from '../../src/index.ts'
import { createApp, HELD } from './app-folders.ts'

const MIB = 2 ** 20
const MEMORY_BYTES = 160 * MIB
const DISK_BYTES = 16 * MIB

/** Two gigabytes, as fast as it goes, held for ever. */
const ALLOCATE_BUFFERS = `
  const kept = []
  try {
    while (kept.length < 128) kept.push(Buffer.alloc(16 * 2 ** 20, 1))
    console.log('had 2 GiB')
  } catch (error) {
    console.log(error.name)
    process.exitCode = 3
  }
`
/** The same in small steps, so that each is seen. */
const GROW_SLOWLY = `
  const kept = []
  setInterval(() => kept.push(Buffer.alloc(2 ** 20, 1)), 5)
`
const FILL_HEAP = `
  const kept = []
  for (;;) kept.push({ index: kept.length, text: 'x' + kept.length })
`
/** Other processes' memory counts too. The permission model lets none start, so this is for bubblewrap alone. */
const SHARE_AMONG_CHILDREN = `
  const { fork } = require('node:child_process')
  if (process.argv[2] === undefined) for (let child = 0; child < 6; child++) fork(__filename, ['child'])
  const kept = Buffer.alloc(8 * 2 ** 20, 1)
  setInterval(() => kept.length, 1_000)
`

describe.each(HELD)('held by %s', (_name, held) => {
  test('2 GiB of Buffers are never had: the kernel refuses, or the watchdog ends it', async () => {
    await using app = await createApp({ 'index.js': ALLOCATE_BUFFERS })
    const { outcome, stdout } = await app.run({ ...held, memoryBytes: MEMORY_BYTES })
    expect(stdout).not.toContain('had 2 GiB')
    if (outcome.kind !== 'out-of-memory') {
      expect(stdout).toBe('RangeError\n')
      expect(outcome).toEqual({ kind: 'exited', code: 3 })
    }
  })

  test('memory that grows slowly ends it, with a name', async () => {
    await using app = await createApp({ 'index.js': GROW_SLOWLY })
    const { outcome } = await app.run({ ...held, memoryBytes: MEMORY_BYTES })
    expect(outcome).toMatchObject({ kind: 'out-of-memory', limitBytes: MEMORY_BYTES })
    expect(outcomeError('pear', outcome)).toMatchObject({
      code: 'APP_OUT_OF_MEMORY',
      message: 'pear used more than 160 MiB of memory and was ended',
    })
  })

  test('a heap that is full is the same', async () => {
    await using app = await createApp({ 'index.js': FILL_HEAP })
    const { outcome } = await app.run({ ...held, memoryBytes: MEMORY_BYTES })
    expect(outcome).toMatchObject({ kind: 'out-of-memory', limitBytes: MEMORY_BYTES })
  })

  test('one file cannot grow past the folder’s limit', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        const file = fs.openSync('large', 'w')
        try { for (;;) fs.writeSync(file, Buffer.alloc(2 ** 20)) } catch (error) { console.log(error.code) }
        try { fs.ftruncateSync(file, 2 ** 40) } catch (error) { console.log(error.code) }`,
    })
    expect(await app.run({ ...held, diskBytes: DISK_BYTES })).toMatchObject({ stdout: 'EFBIG\nEFBIG\n' })
  })

  test('many files that are too much together end it, with a name', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        let count = 0
        setInterval(() => fs.writeFileSync('file' + count++, Buffer.alloc(2 ** 18, 1)), 10)`,
    })
    const { outcome } = await app.run({ ...held, diskBytes: DISK_BYTES })
    expect(outcome).toMatchObject({ kind: 'out-of-disk', limitBytes: DISK_BYTES })
    expect(outcomeError('pear', outcome)).toMatchObject({ code: 'APP_OUT_OF_DISK', exitCode: 9 })
    // What it had written stays, for its user to look at.
    expect(readdirSync(app.files).length).toBeGreaterThan(60)
  })

  test('empty files are something too', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        let count = 0
        setInterval(() => { for (let turn = 0; turn < 20; turn++) fs.writeFileSync('file' + count++, '') }, 5)`,
    })
    const { outcome } = await app.run({ ...held, diskBytes: 512 * 300 })
    expect(outcome).toMatchObject({ kind: 'out-of-disk' })
  })

  test('files that it deletes and keeps open count as well', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        let count = 0
        setInterval(() => {
          const file = fs.openSync('hidden' + count, 'w')
          fs.unlinkSync('hidden' + count++)
          fs.writeSync(file, Buffer.alloc(2 ** 18, 1))
        }, 10)`,
    })
    const { outcome } = await app.run({ ...held, diskBytes: DISK_BYTES })
    expect(outcome).toMatchObject({ kind: 'out-of-disk', limitBytes: DISK_BYTES })
    // At most the one that it was just about to delete.
    expect(readdirSync(app.files).length).toBeLessThanOrEqual(2)
  })

  test('an abort that has nothing to do with memory is a signal', async () => {
    await using app = await createApp({ 'index.js': 'process.abort()' })
    const { outcome } = await app.run({ ...held })
    expect(outcome).toEqual({ kind: 'failed-to-start', how: 'it was ended by SIGABRT' })
  })
})

if (process.platform === 'linux')
  test('the memory of all its processes counts together', async () => {
    await using app = await createApp({ 'index.js': SHARE_AMONG_CHILDREN })
    const { outcome } = await app.run({ without: ['permission'], memoryBytes: MEMORY_BYTES })
    expect(outcome).toMatchObject({ kind: 'out-of-memory', limitBytes: MEMORY_BYTES })
  })
