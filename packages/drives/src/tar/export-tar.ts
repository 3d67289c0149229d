/** A version of a drive as a tar archive (POSIX pax), to be written wherever its reader likes. */
import { once } from 'node:events'
import { pack } from 'tar-stream'
import { walkEntries } from '../files/list-entries.ts'
import type { MirrorRefusal } from '../mirror/mirror-options.ts'
import type { OpenedDrive } from '../place/open-place.ts'
import { readRange } from '../contents/read-range.ts'
import { relativeTarget } from '../names/safe-path.ts'
import { driveFolderModes } from '../tree/drive-modes.ts'
import { FoldersAround } from '../tree/folder-modes.ts'
import type { TreeEntry } from '../tree/tree.ts'

export interface TarOptions {
  readonly onentry?: (path: string) => void
  readonly onrefused?: (refusal: MirrorRefusal) => void
}

/** Entries with hostile names are left out, and told. The reader sets the pace. */
export async function* exportTar(opened: OpenedDrive, options: TarOptions = {}): AsyncGenerator<Uint8Array> {
  const archive = pack()
  const writing = writeAll(opened, archive, options).catch((error: unknown) => {
    archive.destroy(error as Error)
  })
  try {
    for await (const chunk of archive) yield chunk as Uint8Array
  } finally {
    archive.destroy()
    await writing
  }
}

type Archive = ReturnType<typeof pack>

async function writeAll(opened: OpenedDrive, archive: Archive, options: TarOptions): Promise<void> {
  await using modes = driveFolderModes({ snapshot: opened.snapshot, waits: opened.reached.waits })
  const folders = new FoldersAround()
  for await (const item of walkEntries(opened)) {
    if (item.kind === 'refused') {
      options.onrefused?.({ path: item.path, reason: item.reason })
      continue
    }
    const nameOf = (path: string) => path.slice(opened.path.length + 1)
    const name = nameOf(item.path) || item.path.slice(item.path.lastIndexOf('/') + 1)
    if (archive.destroyed) return
    options.onentry?.(item.path)
    for (const folder of folders.enter(item.path)) {
      const mode = nameOf(folder) === '' ? null : await modes.of(folder)
      // No time is known of it: that of the first in it is as good as any, and the same in each archive of a version.
      const mtime = new Date(item.mtimeMs ?? 0)
      if (mode !== null) archive.entry({ name: `${nameOf(folder)}/`, mode, mtime, type: 'directory' })
    }
    await writeEntry(archive, { opened, entry: item, name })
  }
  archive.finalize()
}

async function writeEntry(
  archive: Archive,
  { opened, entry, name }: { opened: OpenedDrive; entry: TreeEntry; name: string },
): Promise<void> {
  const { kind, bytes, mode, executable, mtimeMs, target } = entry
  const common = { mode: mode ?? (executable ? 0o755 : 0o644), mtime: new Date(mtimeMs ?? 0) }
  if (kind === 'folder') archive.entry({ ...common, name: `${name}/`, type: 'directory' })
  else if (kind === 'symlink') {
    archive.entry({ ...common, name, type: 'symlink', linkname: relativeTarget(`/${name}`, target ?? '') })
  } else {
    const sink = archive.entry({ ...common, name, size: bytes })
    for await (const piece of readRange(opened, entry)) {
      if (!sink.write(piece)) await drained(sink)
      if (archive.destroyed) return
    }
    await ended(sink)
  }
}

type Sink = ReturnType<Archive['entry']>

/** Until the archive's reader took what there was, or left. */
async function drained(sink: Sink): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  const events = ['drain', 'close'].map((event) => once(sink, event, { signal }))
  for (const event of events) event.catch(() => undefined)
  await Promise.race(events)
  stop.abort()
}

function ended(sink: Sink): Promise<void> {
  return new Promise((resolve, reject) => {
    sink.once('error', reject)
    sink.once('close', resolve)
    sink.once('finish', resolve)
    sink.end(undefined)
  })
}
