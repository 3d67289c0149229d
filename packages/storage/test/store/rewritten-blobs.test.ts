import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { FEWEST_COUNTED_BLOB_FILES, REWRITTEN_BLOB_FILES } from '../../src/constants.ts'
import { openStore } from '../../src/store/open-store.ts'
import { rewrittenShare } from '../../src/store/rewritten-blobs.ts'

test('the larger a store is, the smaller is the share of it that may be copied', async () => {
  await using parent = await tempDir('rewritten-blobs')
  const dir = join(parent.path, 'store')
  expect(await rewrittenShare(dir)).toBe(REWRITTEN_BLOB_FILES / FEWEST_COUNTED_BLOB_FILES)
  await mkdir(join(dir, 'db'), { recursive: true })
  for (let number = 0; number < 2 * FEWEST_COUNTED_BLOB_FILES; number++)
    await writeFile(join(dir, 'db', `${String(number).padStart(6, '0')}.blob`), '')
  await writeFile(join(dir, 'db', '999999.sst'), '')
  expect(await rewrittenShare(dir)).toBe(REWRITTEN_BLOB_FILES / (2 * FEWEST_COUNTED_BLOB_FILES))
})

test('RocksDB takes it, instead of a quarter', async () => {
  await using parent = await tempDir('rewritten-blobs')
  const dir = join(parent.path, 'store')
  const opened = await openStore(dir, { onFailure: () => undefined })
  await opened.close()
  const names = (await readdir(join(dir, 'db'))).filter((name) => name.startsWith('OPTIONS-')).sort()
  const options = await readFile(join(dir, 'db', names.at(-1) ?? ''), 'utf8')
  const shares = [...options.matchAll(/blob_garbage_collection_age_cutoff=(?<share>[\d.]+)/gu)]
  const share = REWRITTEN_BLOB_FILES / FEWEST_COUNTED_BLOB_FILES
  // Of the column family in which everything is; the other is empty.
  expect(shares.map(({ groups }) => Number(groups?.['share']))).toContain(share)
})
