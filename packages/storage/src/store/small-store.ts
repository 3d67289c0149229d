/**
 * Keeps what RocksDB has beside the data small. Left alone, a store that was closed has all that was written since it was
 * opened a second time, in the log (380 kB for a room of 20 messages, which take 70 kB in tables), and 45 kB more
 * of RocksDB's diary for each time that it was opened, a thousand times.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DurableWrites } from '../durability/durable-writes.ts'
import type { CorestoreStorage } from '../durability/substrate-internals.ts'

/**
 * Removes RocksDB's diaries of earlier runs but that of the last one. Nothing reads them; they are for who looks into what
 * went wrong, so of a database that does not open all are kept. One
 * that cannot be removed stays. To be called when it is open.
 */
export async function removeOldDiaries(dbDir: string): Promise<void> {
  const names = await readdir(dbDir).catch(() => [])
  // Behind the point is the microsecond in which it became an old one.
  const old = names.filter((name) => name.startsWith('LOG.old.')).sort()
  for (const name of old.slice(0, -1)) await rm(join(dbDir, name), { force: true }).catch(() => undefined)
}

/** Has the store move its log into tables when it closes, which the next start would do before it is ready. */
export function closeIntoTables(storage: CorestoreStorage, writes: DurableWrites): void {
  const close = storage.close.bind(storage)
  storage.close = async () => {
    // What the log holds is safe in it: when this fails, or writing has stopped, it stays there.
    const isWritten = writes.failure === null && writes.stats.batches > 0 && !storage.db.closed
    if (isWritten) await storage.db.flush().catch(() => undefined)
    await close()
  }
}
