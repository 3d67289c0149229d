/** What the user gives to one run, looked at before anything of it reaches an app. */
import { realpath, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { MAX_GIVEN_PATHS, TMP_STORE_PREFIX } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { GivenPath } from '../sandbox/bubblewrap.ts'
import type { Give, RunRequest } from './runs.ts'
import type { Subject } from './subject.ts'

/** Folders of the system's own that are no files: whoever has them has other programs. */
const SYSTEM_FOLDERS = ['/dev', '/proc', '/run', '/sys']

/** Folders that the node writes and reads for the app: what it could change there, the node would follow outside. */
export interface OwnFolders {
  /** What holds the user's keys and the apps' storage. */
  readonly profileDir: string
  /** The storage of this run, which may not be there yet; null for one that is made among the temporary files. */
  readonly storageDir: string | null
}

/**
 * What is given, by its real paths.
 *
 * @throws GIVE_NOT_ASKED, GIVE_REFUSED
 */
export async function givenPaths(
  { permissions, face, dir, readable }: Subject,
  { give = [] }: Pick<RunRequest, 'give'>,
  { profileDir, storageDir }: OwnFolders,
): Promise<GivenPath[]> {
  if (give.length === 0) return []
  if (!permissions.full && !permissions.fs.includes('pick'))
    throw PlatformErrors.GIVE_NOT_ASKED({ app: face.name })
  if (give.length > MAX_GIVEN_PATHS)
    throw PlatformErrors.GIVE_REFUSED({ path: '--give', reason: `there are more than ${MAX_GIVEN_PATHS}` })
  const walls = {
    profile: await realpath(profileDir),
    storage: await storageOf(storageDir),
    files: [dir, ...readable],
  }
  const given = await Promise.all(give.map((one) => givenPath(one, walls)))
  for (const one of given) refuseInWritable(one, given)
  return given
}

async function storageOf(dir: string | null): Promise<string> {
  return dir === null ? join(await realpath(tmpdir()), TMP_STORE_PREFIX) : realpath(dir).catch(() => dir)
}

interface Walls {
  readonly profile: string
  readonly storage: string
  /** Folders of the app's code. */
  readonly files: readonly string[]
}

async function givenPath({ path, isWritable }: Give, walls: Walls): Promise<GivenPath> {
  const { profile, storage, files } = walls
  const refuse = (reason: string) => refused(path, reason)
  const real = await realpath(path).catch(() => {
    throw refuse('it does not exist')
  })
  if (isWithin(real, profile) || isWithin(profile, real)) throw refuse('it holds, or lies in, your profile')
  if (isWithin(real, storage) || isWithin(storage, real))
    throw refuse('it holds, or lies in, the app’s storage')
  if (isWritable && files.some((folder) => isWithin(folder, real))) throw refuse('it holds the app itself')
  if (SYSTEM_FOLDERS.some((folder) => isWithin(real, folder)))
    throw refuse('it is a folder of the system’s that has no files')
  const stats = await stat(real)
  if (!stats.isFile() && !stats.isDirectory()) throw refuse('it is neither a file nor a folder')
  return { path: real, isFolder: stats.isDirectory(), isWritable }
}

/**
 * Whoever may write a folder can put another thing where a part of it was, or a link to what was not given. Node alone
 * would let a part be written that was given to be read.
 */
function refuseInWritable(one: GivenPath, given: readonly GivenPath[]): void {
  const holder = given.find((other) => other !== one && other.isWritable && isWithin(one.path, other.path))
  if (holder !== undefined) throw refused(one.path, 'it lies in a folder that is given to be written')
}

function refused(path: string, reason: string): Error {
  return PlatformErrors.GIVE_REFUSED({ path, reason })
}

/** Whether `path` is `folder`, or in it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
