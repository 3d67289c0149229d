import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { syncDirectory } from '../file/atomic-file.ts'

/** Makes everything that was written to a RocksDB before the call durable. */
export interface WalSync {
  /**
   * Resolves when every write that had finished before the call is on the disk. Group commit: callers that come while
   * a pass runs share the next one.
   */
  sync(): Promise<void>
  /** Passes done so far: with group commit fewer than calls. */
  readonly passes: number
  close(): Promise<void>
}

interface LogFile {
  name: string
  file: FileHandle
  /** Synced after a newer log existed: RocksDB writes no more to it. */
  sealed: boolean
}

/**
 * RocksDB hands its write-ahead log (`<number>.log`) to the operating system on every write and, as the stack opens
 * it, never syncs it. So we do: all live logs, oldest first, and the directory when it has a new one. A log that is
 * gone was flushed into tables, which RocksDB syncs itself before it deletes the log. (RocksDB wiki: "WAL
 * Performance", "Write Ahead Log File Format"; docs/decisions/0021-synced-appends.md.)
 */
export function createWalSync(dbDir: string): WalSync {
  const logs = new Map<string, LogFile>()
  let passes = 0
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  const start = (): Promise<void> => {
    passes++
    running = syncLogs(dbDir, logs).finally(() => {
      running = null
    })
    return running
  }
  const sync = (): Promise<void> => {
    if (running === null) return start()
    next ??= running.then(ignore, ignore).then(() => {
      next = null
      return start()
    })
    return next
  }
  const close = async (): Promise<void> => {
    await next?.catch(ignore)
    await running?.catch(ignore)
    for (const log of logs.values()) await log.file.close()
    logs.clear()
  }
  return {
    sync,
    close,
    get passes() {
      return passes
    },
  }
}

async function syncLogs(dbDir: string, logs: Map<string, LogFile>): Promise<void> {
  const current = [...logs.values()].at(-1)
  // Nearly always the log is still the one of the last pass, so it is synced while the folder is read.
  const [names] = await Promise.all([logNames(dbDir), current?.file.datasync()])
  await closeGone(names, logs)
  if (current === undefined || names.at(-1) !== current.name) await syncNewLogs(dbDir, { names, logs })
}

/**
 * The current log once more, since it may have grown until the next one was made, and then the new ones: what is on
 * the disk of a newer log must not outlive a gap in an older one.
 */
async function syncNewLogs(
  dbDir: string,
  { names, logs }: { names: string[]; logs: Map<string, LogFile> },
): Promise<void> {
  const opened = await openNew(dbDir, names, logs)
  const newest = names.at(-1)
  for (const name of names) {
    const log = logs.get(name)
    if (log === undefined || log.sealed) continue
    await log.file.datasync()
    log.sealed = name !== newest
  }
  if (opened) await syncDirectory(dbDir)
}

async function logNames(dbDir: string): Promise<string[]> {
  return (await readdir(dbDir)).filter((name) => name.endsWith('.log')).sort(byNumber)
}

async function openNew(dbDir: string, names: string[], logs: Map<string, LogFile>): Promise<boolean> {
  let opened = false
  for (const name of names) {
    if (logs.has(name)) continue
    // Windows flushes only files open for writing, hence 'r+'. Nothing is ever written here.
    const file = await open(join(dbDir, name), 'r+').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    })
    if (file === null) continue
    logs.set(name, { name, file, sealed: false })
    opened = true
  }
  return opened
}

async function closeGone(names: string[], logs: Map<string, LogFile>): Promise<void> {
  for (const log of [...logs.values()]) {
    if (names.includes(log.name)) continue
    logs.delete(log.name)
    await log.file.close()
  }
}

/** RocksDB pads numbers to six digits and then goes on without padding. */
function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10)
}

function ignore(): void {}
