import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'

const open = (dir: string) => openStore(dir, { onFailure: () => undefined })

test('a store that is closed has no log to replay, and its blocks', async () => {
  await using parent = await tempDir('small-store')
  const dir = join(parent.path, 'store')
  const first = await open(dir)
  const core = first.store.get({ name: 'notes' })
  for (let number = 0; number < 50; number++) await core.append(`a note, number ${number}`)
  expect(await bytesOfLogs(dir)).toBeGreaterThan(1_000)
  await first.close()
  expect(await bytesOfLogs(dir)).toBe(0)

  const second = await open(dir)
  const again = second.store.get({ name: 'notes', valueEncoding: 'utf-8' })
  await again.ready()
  expect(again.length).toBe(50)
  expect(await again.get(49)).toBe('a note, number 49')
  await second.close()
})

test('a store keeps two diaries of RocksDB, however often it is opened', async () => {
  await using parent = await tempDir('small-store')
  const dir = join(parent.path, 'store')
  for (let time = 0; time < 4; time++) await (await open(dir)).close()
  const names = await readdir(join(dir, 'db'))
  expect(names.filter((name) => name.startsWith('LOG'))).toHaveLength(2)
})

async function bytesOfLogs(dir: string): Promise<number> {
  const names = (await readdir(join(dir, 'db'))).filter((name) => name.endsWith('.log'))
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, 'db', name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
