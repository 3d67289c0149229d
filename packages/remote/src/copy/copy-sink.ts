/** The end that a copy goes to: takes what it is told of, wants what it lacks, and gives each file its name when it is whole. */
import { constants } from 'node:fs'
import { lstat, open, rename, rm, symlink } from 'node:fs/promises'
import { NotAFolderError, refusePath, resolveLink } from '@comice/drives/folder'
import {
  remoteCopyEntry,
  type RemoteCopyEntry,
  remoteCopyFrom,
  remoteCopyResult,
  remoteCopySkipped,
  remoteCopyWant,
} from '@comice/protocol'
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { MAX_COPY_AHEAD, MAX_COPY_FOLDER_BYTES } from '../constants.ts'
import { RemoteErrors } from '../errors.ts'
import { FRAMES } from '../session/frame.ts'
import { type CopyChannel, type CopyMessage, malformed } from './copy-channel.ts'
import { changedAt } from './copy-walk.ts'
import { type CopyPlace, folderOf, nameOf } from './copy-place.ts'
import { type CopyTally, SAME } from './copy-tally.ts'
import { type HeldFolder, holdFolder } from './held-folder.ts'
import { type NewFolder, NewFolders } from './new-folders.ts'
import { isPartial, PartialFile, type Prefix, readPartial } from './partial-file.ts'

export interface CopySinkParts {
  readonly channel: CopyChannel
  readonly place: CopyPlace
  readonly tally: CopyTally
  readonly isRecursive: boolean
  /** What may be remembered of folders, for their times. Default {@link MAX_COPY_FOLDER_BYTES}. */
  readonly folderBytes?: number
}

interface Wanted {
  readonly nr: number
  readonly entry: RemoteCopyEntry
  readonly prefix: Prefix | null
}

/** The file whose contents come now. */
interface Coming {
  readonly wanted: Wanted
  readonly folder: HeldFolder | null
  /** Null: it cannot be written, for that reason. */
  readonly file: PartialFile | null
  reason: string
}

export class CopySink {
  readonly #parts: CopySinkParts
  /** In the order in which their contents come. */
  readonly #wanted: Wanted[] = []
  readonly #newFolders: NewFolders
  #coming: Coming | null = null
  #entries = 0
  #isListed = false

  constructor(parts: CopySinkParts) {
    this.#parts = parts
    this.#newFolders = new NewFolders(parts.folderBytes ?? MAX_COPY_FOLDER_BYTES)
  }

  /** Until all is here that can be. @throws COPY_CUT, COPY_NO_SPACE, REMOTE_MALFORMED, and what the other end says */
  async run(): Promise<void> {
    const { channel } = this.#parts
    try {
      for await (const message of channel.messages()) {
        await this.#take(message)
        if (this.#isListed && this.#wanted.length === 0 && this.#coming === null) return await this.#finish()
      }
      throw RemoteErrors.COPY_CUT({})
    } catch (error) {
      const failure = isFull(error) ? RemoteErrors.COPY_NO_SPACE({}) : (error as Error)
      channel.fail(failure)
      throw failure
    } finally {
      await this.#leave()
    }
  }

  async #finish(): Promise<void> {
    for (const entry of this.#newFolders.inner()) await this.#finishFolder(entry)
    await this.#parts.channel.send(FRAMES.OVER)
    this.#parts.channel.end()
  }

  /** What has come of a file is kept. */
  async #leave(): Promise<void> {
    const coming = this.#coming
    this.#coming = null
    await coming?.file?.close()
    await coming?.folder?.release()
  }

  #take({ kind, payload }: CopyMessage): Promise<void> {
    if (kind === FRAMES.DATA) return this.#write(payload)
    if (kind === FRAMES.ENTRY && !this.#isListed) return this.#found(payload)
    if (kind === FRAMES.FROM) return this.#begin(payload)
    if (kind === FRAMES.FILE_END) return this.#end(payload)
    if (kind === FRAMES.SKIPPED && !this.#isListed) {
      const skipped = remoteCopySkipped.decode(payload)
      if (!skipped.ok) throw malformed('what was left out')
      this.#parts.tally.refuse(skipped.value.path, skipped.value.reason)
      return Promise.resolve()
    }
    if (kind !== FRAMES.LISTED || this.#isListed) throw malformed('a frame out of turn')
    this.#isListed = true
    this.#parts.tally.listed()
    return Promise.resolve()
  }

  async #found(payload: Uint8Array): Promise<void> {
    const decoded = remoteCopyEntry.decode(payload)
    const nr = this.#entries++
    if (!decoded.ok || this.#wanted.length >= MAX_COPY_AHEAD) throw malformed('an entry')
    const entry = decoded.value
    if (!this.#parts.isRecursive && (nr > 0 || entry.path !== '')) throw malformed('more than one file')
    this.#parts.tally.found(entry.kind === 'file' ? entry.bytes : 0)
    const outcome = refusalOf(entry) ?? (await this.#place(nr, entry).catch(reasonOf))
    if (outcome !== null) await this.#settle({ nr, entry }, outcome)
  }

  /** What became of it; null when its contents are to come. */
  async #place(nr: number, entry: RemoteCopyEntry): Promise<string | null> {
    switch (entry.kind) {
      case 'folder':
        return this.#makeFolder(entry)
      case 'symlink':
        return this.#makeLink(entry)
      case 'file':
        return this.#wantFile(nr, entry)
      case 'unknown':
        return 'malformed'
    }
  }

  async #makeFolder(entry: RemoteCopyEntry): Promise<string> {
    const { folders } = this.#parts.place
    const at = this.#parts.place.base + entry.path
    // Made with those above it; a link that stands there is none.
    await folders.use(at, { makes: true }, () => Promise.resolve())
    this.#newFolders.add(entry)
    return ''
  }

  async #finishFolder(entry: NewFolder): Promise<void> {
    const at = this.#parts.place.base + entry.path
    await this.#parts.place.folders
      .use(at, { makes: false }, async (place) => {
        const folder = await open(`${place}/.`, constants.O_RDONLY | constants.O_DIRECTORY)
        try {
          // Its owner can always remove it again.
          await folder.chmod((entry.mode & 0o777) | 0o700)
          await folder.utimes(entry.changedAt / 1000, entry.changedAt / 1000)
        } finally {
          await folder.close()
        }
      })
      .catch(() => undefined)
  }

  #makeLink(entry: RemoteCopyEntry): Promise<string> {
    const at = this.#parts.place.base + entry.path
    return this.#parts.place.folders.use(folderOf(at), { makes: true }, async (folder) => {
      const unfinished = `${folder}/.comice-part-${randomBytes(12).toString('hex')}`
      try {
        await symlink(entry.target, unfinished)
        await rename(unfinished, `${folder}${nameOf(at)}`)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return ''
    })
  }

  async #wantFile(nr: number, entry: RemoteCopyEntry): Promise<string | null> {
    const at = this.#parts.place.base + entry.path
    const name = nameOf(at)
    const found = await this.#parts.place.folders.use(folderOf(at), { makes: true }, async (folder) => {
      const stats = await lstat(`${folder}${name}`).catch(missing)
      if (stats?.isDirectory() === true) return 'in-the-way'
      const isSame =
        stats?.isFile() === true && stats.size === entry.bytes && changedAt(stats) === entry.changedAt
      if (isSame && (stats.mode & 0o777) === (entry.mode & 0o777)) return SAME
      return { prefix: await readPartial({ folder, name, entry }) }
    })
    if (typeof found === 'string') return found
    const { prefix } = found
    this.#wanted.push({ nr, entry, prefix })
    const hash = prefix === null ? new Uint8Array(0) : prefix.running.copy().digest()
    await this.#parts.channel.send(
      FRAMES.WANT,
      remoteCopyWant.encode({ nr, offset: prefix?.bytes ?? 0, hash }),
    )
    return null
  }

  async #begin(payload: Uint8Array): Promise<void> {
    const from = remoteCopyFrom.decode(payload)
    const wanted = this.#wanted.shift()
    if (!from.ok || this.#coming !== null || wanted?.nr !== from.value.nr)
      throw malformed('contents of another file')
    const { offset } = from.value
    if (offset !== 0 && offset !== wanted.prefix?.bytes) throw malformed('contents from elsewhere')
    const prefix = offset === 0 ? null : wanted.prefix
    this.#parts.tally.resumed(offset)
    const at = this.#parts.place.base + wanted.entry.path
    try {
      const folder = await holdFolder(this.#parts.place.folders, folderOf(at))
      const place = { folder: folder.place, name: nameOf(at), entry: wanted.entry }
      const file = await PartialFile.open(place, prefix).catch(async (error: unknown) => {
        await folder.release()
        throw error
      })
      this.#coming = { wanted, folder, file, reason: '' }
    } catch (error) {
      if (isFull(error)) throw error
      this.#coming = { wanted, folder: null, file: null, reason: reasonOf(error) }
    }
  }

  async #write(piece: Uint8Array): Promise<void> {
    const coming = this.#coming
    if (coming === null) throw malformed('contents of nothing')
    if (coming.file === null) return
    if (!(await coming.file.write(piece))) throw malformed('more contents than were told')
    this.#parts.tally.moved(piece.byteLength)
  }

  async #end(hash: Uint8Array): Promise<void> {
    const coming = this.#coming
    if (coming === null) throw malformed('the end of nothing')
    const { file, folder, wanted } = coming
    const outcome = file === null ? coming.reason : await this.#finishFile(file, hash).catch(reasonOf)
    this.#coming = null
    await folder?.release()
    await this.#settle(wanted, outcome)
  }

  async #finishFile(file: PartialFile, hash: Uint8Array): Promise<string> {
    try {
      if (hash.byteLength > 0) return (await file.finish(hash)) ? '' : 'damaged'
      await file.discard()
      return 'changing'
    } catch (error) {
      await file.discard()
      throw error
    }
  }

  async #settle({ nr, entry }: Pick<Wanted, 'nr' | 'entry'>, reason: string): Promise<void> {
    this.#parts.tally.settle(entry.path, reason)
    await this.#parts.channel.send(
      FRAMES.RESULT,
      remoteCopyResult.encode({ nr, reason: reason.slice(0, 32) }),
    )
  }
}

/** Why an entry is none that may be written anywhere; null when it may. */
function refusalOf({ path, kind, target }: RemoteCopyEntry): string | null {
  const refusal = path === '' ? null : refusePath(path, process.platform === 'linux' ? 'native' : 'portable')
  if (refusal !== null) return refusal
  if (path.split('/').some(isPartial)) return 'reserved'
  if (kind !== 'symlink') return null
  return path === '' || target.startsWith('/') || resolveLink(path, target) === null ? 'link-outside' : null
}

/** What is wrong with the disk as a whole ends the copy; everything else is about one entry. */
function reasonOf(error: unknown): string {
  if (isFull(error) || (error as { code?: unknown }).code === 'REMOTE_MALFORMED') throw error
  if (error instanceof NotAFolderError) return 'behind-link'
  const { code = 'failed' } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'no-access'
  return code === 'COPY_UNREADABLE' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENOTEMPTY'
    ? 'in-the-way'
    : code
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code !== 'ENOENT') throw error
  return null
}
