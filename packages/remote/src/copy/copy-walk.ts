/** What is below a place, to be copied: files, folders and links that stay inside, each folder before what is in it. */
import { lstat, readdir, readlink } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { refusePath, resolveLink } from '@comice/drives/folder'
import type { RemoteCopyEntry } from '@comice/protocol'
import type { CopyPlace } from './copy-place.ts'
import { folderOf, nameOf } from './copy-place.ts'
import { isPartial } from './partial-file.ts'

export type Walked =
  | { readonly kind: 'entry'; readonly entry: RemoteCopyEntry }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string }

/** The place itself first. */
export async function* walkPlace({ folders, base, kind }: CopyPlace): AsyncGenerator<Walked> {
  const look = (path: string) => {
    const at = base + path
    return at === ''
      ? folders.use('', { makes: false }, (folder) => lstat(`${folder}/.`))
      : folders.use(folderOf(at), { makes: false }, (folder) => lstat(`${folder}${nameOf(at)}`))
  }
  const top = await look('')
  yield { kind: 'entry', entry: entryOf('', top) }
  if (kind === 'folder') yield* walkFolder('')

  async function* walkFolder(path: string): AsyncGenerator<Walked, void, undefined> {
    const names = await folders
      .use(base + path, { makes: false }, (folder) => readdir(folder))
      .catch((error: unknown) => reasonOf(error))
    if (typeof names === 'string') yield { kind: 'skipped', path, reason: names }
    else for (const name of names.sort()) if (!isPartial(name)) yield* walkName(`${path}/${name}`)
  }

  async function* walkName(path: string): AsyncGenerator<Walked, void, undefined> {
    const refusal = refusePath(path, 'native')
    if (refusal !== null) {
      yield { kind: 'skipped', path, reason: refusal }
      return
    }
    const found = await describe(path).catch((error: unknown) => reasonOf(error))
    // It has gone since its folder was read.
    if (found === 'ENOENT') return
    if (typeof found === 'string') yield { kind: 'skipped', path, reason: found }
    else yield { kind: 'entry', entry: found }
    if (typeof found !== 'string' && found.kind === 'folder') yield* walkFolder(path)
  }

  async function describe(path: string): Promise<RemoteCopyEntry | string> {
    const stats = await look(path)
    if (stats.isFile() || stats.isDirectory()) return entryOf(path, stats)
    if (!stats.isSymbolicLink()) return 'not-a-file'
    const at = base + path
    const target = await folders.use(folderOf(at), { makes: false }, (folder) =>
      readlink(`${folder}${nameOf(at)}`),
    )
    if (target.startsWith('/') || resolveLink(path, target) === null) return 'link-outside'
    return { ...entryOf(path, stats), kind: 'symlink', bytes: 0, mode: 0, target }
  }
}

function entryOf(path: string, stats: Stats): RemoteCopyEntry {
  const isFile = stats.isFile()
  return {
    ...{ path, kind: isFile ? 'file' : 'folder', bytes: isFile ? stats.size : 0, target: '' },
    mode: stats.mode & 0o777,
    changedAt: changedAt(stats),
  }
}

/** Whole ms; what is older than 1970 is as old as that. */
export function changedAt({ mtimeMs }: Stats): number {
  return Math.max(0, Math.floor(mtimeMs))
}

function reasonOf(error: unknown): string {
  const { code = 'unreadable', name } = error as NodeJS.ErrnoException
  if (name === 'NotAFolderError') return 'behind-link'
  return code === 'EACCES' || code === 'EPERM' ? 'no-access' : code
}
