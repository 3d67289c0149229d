/** What the user gives to one run, looked at before anything of it reaches an app. */
import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import { MAX_GIVEN_PATHS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import type { GivenPath } from '../sandbox/bubblewrap.ts'
import type { Give, RunRequest } from './runs.ts'
import type { Subject } from './subject.ts'

/** Folders of the system's own that are no files: whoever has them has other programs. */
const SYSTEM_FOLDERS = ['/dev', '/proc', '/run', '/sys']

/**
 * What is given, by its real paths.
 *
 * @param profileDir what holds the user's keys and every app's storage, and is never given, nor what contains it
 * @throws GIVE_NOT_ASKED, GIVE_REFUSED
 */
export async function givenPaths(
  { permissions, face }: Subject,
  { give = [] }: Pick<RunRequest, 'give'>,
  profileDir: string,
): Promise<GivenPath[]> {
  if (give.length === 0) return []
  if (!permissions.full && !permissions.fs.includes('pick'))
    throw PlatformErrors.GIVE_NOT_ASKED({ app: face.name })
  if (give.length > MAX_GIVEN_PATHS)
    throw PlatformErrors.GIVE_REFUSED({ path: '--give', reason: `there are more than ${MAX_GIVEN_PATHS}` })
  const profile = await realpath(profileDir)
  return Promise.all(give.map((one) => givenPath(one, profile)))
}

async function givenPath({ path, isWritable }: Give, profile: string): Promise<GivenPath> {
  const refuse = (reason: string) => PlatformErrors.GIVE_REFUSED({ path, reason })
  const real = await realpath(path).catch(() => {
    throw refuse('it does not exist')
  })
  if (isWithin(real, profile) || isWithin(profile, real)) throw refuse('it holds, or lies in, your profile')
  if (SYSTEM_FOLDERS.some((folder) => isWithin(real, folder)))
    throw refuse('it is a folder of the system’s that has no files')
  const stats = await stat(real)
  if (!stats.isFile() && !stats.isDirectory()) throw refuse('it is neither a file nor a folder')
  return { path: real, isFolder: stats.isDirectory(), isWritable }
}

/** Whether `path` is `folder`, or in it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
