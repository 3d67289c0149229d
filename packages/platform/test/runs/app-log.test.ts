import { readdir, readFile, stat, symlink } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { MAX_APP_LOG_BYTES } from '../../src/constants.ts'
import { APP_LOG, keepLog } from '../../src/runs/app-log.ts'

/** A process that does not end before its output does. */
const never = new Promise<never>(() => undefined)

test('the newest of what is printed is kept, however much there is', async () => {
  await using dir = await tempDir('log')
  const line = (at: number) => Buffer.from(`${String(at).padStart(8, '0')} ${'x'.repeat(1014)}\n`)
  const count = (5 * MAX_APP_LOG_BYTES) / line(0).length
  await keepLog(dir.join(APP_LOG), [Readable.from(Array.from({ length: count }, (_, at) => line(at)))], never)
  expect((await readdir(dir.path)).sort()).toEqual([APP_LOG, `${APP_LOG}.1`])
  for (const name of await readdir(dir.path)) {
    expect((await stat(dir.join(name))).size).toBeLessThanOrEqual(MAX_APP_LOG_BYTES)
  }
  const newest = await readFile(dir.join(APP_LOG), 'utf8')
  expect(newest.trimEnd().split('\n').at(-1)).toContain(String(count - 1).padStart(8, '0'))
})

test('what was printed by the run before stays', async () => {
  await using dir = await tempDir('log')
  await keepLog(dir.join(APP_LOG), [Readable.from([Buffer.from('first\n')])], never)
  await keepLog(dir.join(APP_LOG), [Readable.from([Buffer.from('second\n')]), Readable.from([])], never)
  expect(await readFile(dir.join(APP_LOG), 'utf8')).toBe('first\nsecond\n')
})

test('an output is read to its end where no log can be written', async () => {
  await using dir = await tempDir('log')
  const output = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(64 * 1024)))
  await keepLog(dir.join('nothing\0here'), [output], never)
  await new Promise((resolve) => output.once('end', resolve))
})

if (process.platform === 'linux')
  test('an output is read to its end, and its pipe stays whole, when the disk is full', async () => {
    await using dir = await tempDir('log')
    await symlink('/dev/full', dir.join(APP_LOG))
    const output = new PassThrough()
    const logged = keepLog(dir.join(APP_LOG), [output], never)
    output.write('one')
    await logged
    expect(output.destroyed).toBe(false)
    output.end('two')
    await new Promise((resolve) => output.once('end', resolve))
  })

test('an output that is held open by what a process left behind is let go', async () => {
  await using dir = await tempDir('log')
  const output = new PassThrough()
  output.write('its last words')
  await keepLog(dir.join(APP_LOG), [output], Promise.resolve())
  expect(await readFile(dir.join(APP_LOG), 'utf8')).toBe('its last words')
})
