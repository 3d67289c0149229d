/**
 * Folders below one that are reached step by step, without following a link. On Linux each is held open and used as
 * `/proc/self/fd/N`: whatever is put in its way meanwhile, what is written there is written into that very folder.
 * Elsewhere each step is looked at before it is taken, which a program that changes the folder at that moment can beat.
 */
import { constants } from 'node:fs'
import { access, type FileHandle, lstat, mkdir, open } from 'node:fs/promises'
import { MAX_IDLE_FOLDERS } from '../constants.ts'

/** Something that is no folder stands where one is needed: a file or a link. */
export class NotAFolderError extends Error {
  override readonly name = 'NotAFolderError'
  /** Of the thing, below the top: `/a/b`. */
  readonly path: string

  constructor(path: string) {
    super(`${path} is no folder`)
    this.path = path
  }
}

interface OpenFolder {
  /** A path that leads there whatever happens to its names. */
  readonly place: string
  readonly handle: FileHandle | null
}

interface CachedFolder {
  readonly opening: Promise<OpenFolder>
  users: number
  /** No more in the cache; closed by its last user. */
  isDropped: boolean
}

/**
 * Called for a folder that is opened to be written to, and is made when it is not there, with a path that leads there. Nobody
 * writes in it before.
 */
export type OnMade = (path: string, place: string) => Promise<void>

interface Opening {
  readonly top: string
  readonly hasHandles: boolean
  readonly onmade: OnMade | undefined
}

export class OpenFolders implements AsyncDisposable {
  readonly #top: string
  readonly #hasHandles: boolean
  /** By path below the top, oldest use first. */
  readonly #cache = new Map<string, CachedFolder>()

  readonly #onmade: OnMade | undefined

  private constructor({ top, hasHandles, onmade }: Opening) {
    this.#top = top
    this.#hasHandles = hasHandles
    this.#onmade = onmade
  }

  /** `top` is an absolute path; links on the way to it are the user's own. */
  static async open(top: string, onmade?: OnMade): Promise<OpenFolders> {
    const hasHandles =
      process.platform === 'linux' &&
      (await access('/proc/self/fd').then(
        () => true,
        () => false,
      ))
    return new OpenFolders({ top, hasHandles, onmade })
  }

  /**
   * Calls `job` with a path that leads to the folder `path` (empty: the top) for as long as the call lasts.
   * @throws NotAFolderError, and ENOENT when it does not exist and is not to be made
   */
  async use<T>(path: string, { makes }: { makes: boolean }, job: (place: string) => Promise<T>): Promise<T> {
    const folder = this.#take(path, makes)
    try {
      const { place } = await folder.opening
      return await job(place)
    } finally {
      await this.#give(path, folder)
    }
  }

  /** Forgets a folder that was removed or replaced, and all below. */
  drop(path: string): void {
    for (const [known, folder] of this.#cache) {
      if (known !== path && !known.startsWith(`${path}/`)) continue
      this.#cache.delete(known)
      folder.isDropped = true
      if (folder.users === 0) void close(folder)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folders = [...this.#cache.values()]
    this.#cache.clear()
    await Promise.all(folders.map(close))
  }

  #take(path: string, makes: boolean): CachedFolder {
    const known = this.#cache.get(path)
    const folder = known ?? { opening: this.#open(path, makes), users: 0, isDropped: false }
    folder.users++
    this.#cache.delete(path)
    this.#cache.set(path, folder)
    return folder
  }

  async #give(path: string, folder: CachedFolder): Promise<void> {
    folder.users--
    const isOpen = await folder.opening.then(
      () => true,
      () => false,
    )
    if (!isOpen && this.#cache.get(path) === folder) this.#cache.delete(path)
    if (folder.isDropped && folder.users === 0) await close(folder)
    if (this.#cache.size > MAX_IDLE_FOLDERS) await this.#evict()
  }

  async #evict(): Promise<void> {
    for (const [path, folder] of this.#cache) {
      if (this.#cache.size <= MAX_IDLE_FOLDERS) return
      if (folder.users > 0) continue
      this.#cache.delete(path)
      await close(folder)
    }
  }

  async #open(path: string, makes: boolean): Promise<OpenFolder> {
    if (path === '') return this.#enter(this.#top, path)
    const slash = path.lastIndexOf('/')
    return this.use(path.slice(0, slash), { makes }, async (parent) => {
      const place = `${parent}${path.slice(slash)}`
      if (!makes) return this.#enter(place, path)
      await mkdir(place).catch(exists)
      const folder = await this.#enter(place, path)
      await this.#onmade?.(path, folder.place).catch(async (error: unknown) => {
        await folder.handle?.close()
        throw error
      })
      return folder
    })
  }

  async #enter(place: string, path: string): Promise<OpenFolder> {
    if (!this.#hasHandles) {
      if (path !== '' && !(await lstat(place)).isDirectory()) throw new NotAFolderError(path)
      return { place, handle: null }
    }
    const follow = path === '' ? 0 : constants.O_NOFOLLOW
    try {
      const handle = await open(place, constants.O_RDONLY | constants.O_DIRECTORY | follow)
      return { place: `/proc/self/fd/${handle.fd}`, handle }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOTDIR' || code === 'ELOOP') throw new NotAFolderError(path)
      throw error
    }
  }
}

async function close(folder: CachedFolder): Promise<void> {
  const opened = await folder.opening.catch(() => null)
  await opened?.handle?.close()
}

function exists(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
