/**
 * How much of what is stored RocksDB may copy when it merges tables. Blocks of 4 KiB and more lie in files of their own
 * (`.blob`), one for each time that what was collected in memory is written. A file goes when all of its blocks were cleared; for
 * the space of single ones RocksDB copies what is left in the oldest files, whether anything was cleared there or not.
 *
 * Its own share is a quarter of all files at each merge, and one comes for every four files that are written: a core that grows to
 * 1 GiB was written 1.7 times over, one of 40 GiB would be a hundred times. Here it is as many files as were written.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FEWEST_COUNTED_BLOB_FILES, REWRITTEN_BLOB_FILES } from '../constants.ts'

/** The share of its oldest files from which blocks are copied, for the store in `dir` as it is when it is opened. */
export async function rewrittenShare(dir: string): Promise<number> {
  const names = await readdir(join(dir, 'db')).catch(() => [])
  const blobFiles = names.filter((name) => name.endsWith('.blob')).length
  return REWRITTEN_BLOB_FILES / Math.max(FEWEST_COUNTED_BLOB_FILES, blobFiles)
}
