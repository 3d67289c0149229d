/** One file of a receiving folder, and the hash of what is in it. */
import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { OpenFolders } from '../folder/open-folders.ts'
import { PlainFile } from '../folder/plain-file.ts'
import type { SentEntry } from './batch-encoding.ts'
import { readPieces } from './sent-file.ts'
import { splitPath } from './split-path.ts'

/** Exclusive: what is there already is another file. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL

export class GrowingFile {
  readonly path: string
  readonly #folders: OpenFolders
  readonly #handle: FileHandle
  readonly #hash: Hash
  #bytes: number

  private constructor(
    { path, folders }: { path: string; folders: OpenFolders },
    state: { handle: FileHandle; hash: Hash; bytes: number },
  ) {
    this.path = path
    this.#folders = folders
    this.#handle = state.handle
    this.#hash = state.hash
    this.#bytes = state.bytes
  }

  /** @throws EEXIST, NotAFolderError and what else the name may do wrong */
  static async create(folders: OpenFolders, path: string): Promise<GrowingFile> {
    const handle = await openIn(folders, { path, flags: NEW_FILE, makes: true })
    return new GrowingFile({ path, folders }, { handle, hash: createHash('sha256'), bytes: 0 })
  }

  /** With the first `bytes` of what is there; null when it has less. */
  static async reopen(
    folders: OpenFolders,
    { path, bytes }: { path: string; bytes: number },
  ): Promise<GrowingFile | null> {
    const flags = constants.O_RDWR | constants.O_NOFOLLOW
    const handle = await openIn(folders, { path, flags, makes: false }).catch(() => null)
    if (handle === null) return null
    const hash = createHash('sha256')
    let read = 0
    for await (const piece of readPieces(handle, { from: 0, end: bytes })) {
      hash.update(piece)
      read += piece.byteLength
    }
    if (read < bytes) {
      await handle.close()
      return null
    }
    await handle.truncate(bytes)
    return new GrowingFile({ path, folders }, { handle, hash, bytes })
  }

  get bytes(): number {
    return this.#bytes
  }

  /** SHA-256. */
  hashSoFar(): Uint8Array {
    return new Uint8Array(this.#hash.copy().digest())
  }

  async write(bytes: Uint8Array): Promise<void> {
    const writing = writeAt(this.#handle, bytes, this.#bytes)
    // While the disk is busy with it.
    this.#hash.update(bytes)
    await writing
    this.#bytes += bytes.byteLength
  }

  /** Gives it the mode and time of its entry. */
  async finish(entry: SentEntry): Promise<void> {
    await setState(this.#handle, entry)
    await this.close()
  }

  /** Resolves when what was written before is on the disk. */
  async sync(): Promise<void> {
    // It may be closed by then, and is synced with the complete ones.
    await this.#handle.datasync().catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error
    })
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async remove(): Promise<void> {
    await this.close()
    const [folder, name] = splitPath(this.path)
    await this.#folders.use(folder, { makes: false }, (above) => rm(`${above}/${name}`, { force: true }))
  }
}

/** Writes a file that is in memory. @throws as {@link GrowingFile.create} */
export async function writeWhole(
  folders: OpenFolders,
  entry: SentEntry,
  contents: Uint8Array,
): Promise<void> {
  const [folder, name] = splitPath(entry.path)
  const mode = modeOf(entry)
  // Nobody else may look into its folder, so it may have its mode from the start.
  await using file = await folders.use(folder, { makes: true }, (above) =>
    PlainFile.open(`${above}/${name}`, NEW_FILE, mode),
  )
  await file.write(contents)
  // The process's mask may have taken bits.
  if ((mode & ~process.umask()) !== mode) await file.setMode(mode)
  await file.setTime(entry.mtimeMs)
}

async function openIn(
  folders: OpenFolders,
  { path, flags, makes }: { path: string; flags: number; makes: boolean },
): Promise<FileHandle> {
  const [folder, name] = splitPath(path)
  return folders.use(folder, { makes }, (above) => open(`${above}/${name}`, flags, 0o600))
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, at + written)
    written += bytesWritten
  }
}

/** Its owner can always read and write it, whatever a stranger says; nothing runs as somebody else. */
function modeOf({ mode }: SentEntry): number {
  return (mode & 0o777) | 0o600
}

async function setState(handle: FileHandle, entry: SentEntry): Promise<void> {
  const { mtimeMs } = entry
  await handle.chmod(modeOf(entry))
  await handle.utimes(mtimeMs / 1000, mtimeMs / 1000)
}
