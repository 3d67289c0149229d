/** Walks what a user names, once, into an offer and its list. */
import { realpath, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { MAX_LISTED_REFUSALS, MAX_OFFERED_NAMES } from '../constants.ts'
import { DriveErrors } from '../errors.ts'
import { refusePath, relativeTarget } from '../names/safe-path.ts'
import { maskFolderMode, withFolderModes } from '../tree/folder-modes.ts'
import { folderTree } from '../tree/folder-tree.ts'
import { comparePaths } from '../tree/tree.ts'
import type { OfferedName, RefusedFile, SendOffer } from './offer.ts'
import { type ListedEntry, listedEntry, writeSendList } from './send-list.ts'

/** A name at the top of an offer, and where it is on this disk. */
export interface SentName {
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** Absolute, without links. */
  readonly place: string
}

export interface OfferedPaths {
  readonly offer: SendOffer
  readonly names: readonly SentName[]
  readonly refused: readonly RefusedFile[]
}

/**
 * Links among `paths` themselves are followed; those below are sent as links, when they stay inside.
 *
 * @throws SEND_NOTHING, SEND_PATH_INVALID, SEND_OPTION_INVALID
 */
export async function offerPaths(
  paths: readonly string[],
  { id, listFile }: { id: Uint8Array; listFile: string },
): Promise<OfferedPaths> {
  if (paths.length === 0) throw DriveErrors.SEND_NOTHING({})
  if (paths.length > MAX_OFFERED_NAMES) {
    const reason = `${paths.length} paths are too many for one send, at most ${MAX_OFFERED_NAMES}: send their folder`
    throw DriveErrors.SEND_OPTION_INVALID({ reason })
  }
  const names = (await Promise.all(paths.map(sentName))).sort(byOrder)
  assertDifferent(names)
  const walk = new OfferWalk(names)
  const list = await writeSendList(listFile, walk.entries())
  if (walk.entryCount === 0) throw DriveErrors.SEND_NOTHING({})
  const { files, bytes, offered, refused } = walk
  const offer = { id, list, names: offered, entries: walk.entryCount, files, bytes, isStream: false }
  return { offer, names, refused }
}

class OfferWalk {
  readonly #names: readonly SentName[]
  readonly refused: RefusedFile[] = []
  readonly offered: OfferedName[] = []
  entryCount = 0
  files = 0
  bytes = 0

  constructor(names: readonly SentName[]) {
    this.#names = names
  }

  async *entries(): AsyncGenerator<ListedEntry> {
    for (const name of this.#names) {
      const before = { files: this.files, bytes: this.bytes, entries: this.entryCount }
      for await (const entry of name.kind === 'file' ? this.#file(name) : this.#folder(name)) {
        this.entryCount++
        if (entry.kind === 'file') this.files++
        this.bytes += entry.bytes
        yield entry
      }
      if (this.entryCount === before.entries) continue
      const { files, bytes } = this
      this.offered.push({
        name: name.name,
        kind: name.kind,
        files: files - before.files,
        bytes: bytes - before.bytes,
      })
    }
  }

  async *#file({ name, place }: SentName): AsyncGenerator<ListedEntry> {
    const { mode, mtimeMs, ino, size } = await stat(place)
    yield { kind: 'file', path: `/${name}`, mode: mode & 0o777, mtimeMs, inode: ino, bytes: size, target: '' }
  }

  /** Folders come before what is in them: on Windows, where they have no mode, only those with nothing in them. */
  async *#folder({ name, place }: SentName): AsyncGenerator<ListedEntry> {
    const top = { ...FOLDER, path: `/${name}`, mode: maskFolderMode((await stat(place)).mode) }
    let isTold = false
    for await (const item of withFolderModes(folderTree(place, { isBare: true, folders: true }))) {
      const path = `/${name}${item.path}`
      if (item.kind === 'refused') {
        this.#refuse(path, item.reason)
        continue
      }
      if (!isTold && process.platform !== 'win32') yield top
      isTold = true
      if (item.kind === 'mode') yield { ...FOLDER, path, mode: item.mode }
      else yield listedEntry(path, item, item.target === null ? '' : relativeTarget(item.path, item.target))
    }
    if (!isTold) yield top
  }

  #refuse(path: string, reason: RefusedFile['reason']): void {
    if (this.refused.length < MAX_LISTED_REFUSALS) this.refused.push({ path, reason })
  }
}

const FOLDER = { kind: 'folder', mtimeMs: 0, inode: 0, bytes: 0, target: '' } as const

async function sentName(path: string): Promise<SentName> {
  const name = basename(resolve(path))
  const invalid = (cause: string) => DriveErrors.SEND_PATH_INVALID({ path, cause })
  const refusal = refusePath(`/${name}`, 'native')
  if (refusal !== null) throw invalid(`its name is ${refusal}`)
  try {
    const place = await realpath(path)
    const stats = await stat(place)
    if (!stats.isFile() && !stats.isDirectory()) throw invalid('it is no file or folder')
    return { name, kind: stats.isFile() ? 'file' : 'folder', place }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ELOOP' || code === 'ENOTDIR') throw invalid(code)
    throw error
  }
}

function byOrder(a: SentName, b: SentName): number {
  return comparePaths(orderOf(a), orderOf(b))
}

function orderOf({ name, kind }: SentName): string {
  return kind === 'folder' ? `${name}/` : name
}

function assertDifferent(names: readonly SentName[]): void {
  const seen = new Set<string>()
  for (const { name, place } of names) {
    if (seen.has(name))
      throw DriveErrors.SEND_PATH_INVALID({ path: place, cause: 'another one has the same name' })
    seen.add(name)
  }
}
