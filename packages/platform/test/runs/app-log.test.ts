import { readdir, readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { MAX_APP_LOG_BYTES } from '../../src/constants.ts'
import { APP_LOG, keepLog } from '../../src/runs/app-log.ts'

test('the newest of what is printed is kept, however much there is', async () => {
  await using dir = await tempDir('log')
  const line = (at: number) => Buffer.from(`${String(at).padStart(8, '0')} ${'x'.repeat(1014)}\n`)
  const count = (5 * MAX_APP_LOG_BYTES) / line(0).length
  await keepLog(dir.join(APP_LOG), [Readable.from(Array.from({ length: count }, (_, at) => line(at)))])
  expect((await readdir(dir.path)).sort()).toEqual([APP_LOG, `${APP_LOG}.1`])
  for (const name of await readdir(dir.path)) {
    expect((await stat(dir.join(name))).size).toBeLessThanOrEqual(MAX_APP_LOG_BYTES)
  }
  const newest = await readFile(dir.join(APP_LOG), 'utf8')
  expect(newest.trimEnd().split('\n').at(-1)).toContain(String(count - 1).padStart(8, '0'))
})

test('what was printed by the run before stays', async () => {
  await using dir = await tempDir('log')
  await keepLog(dir.join(APP_LOG), [Readable.from([Buffer.from('first\n')])])
  await keepLog(dir.join(APP_LOG), [Readable.from([Buffer.from('second\n')]), Readable.from([])])
  expect(await readFile(dir.join(APP_LOG), 'utf8')).toBe('first\nsecond\n')
})

test('an output is read to its end where no log can be written', async () => {
  await using dir = await tempDir('log')
  const output = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(64 * 1024)))
  await keepLog(dir.join('nothing\0here'), [output])
  await new Promise((resolve) => output.once('end', resolve))
})
