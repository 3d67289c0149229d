import { realpath } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { PlatformErrors } from '../errors.ts'

/** Node reads an asterisk in `--allow-fs-read` as "whatever follows". */

const UNUSABLE = /[*\u0000-\u001f\u007f]/

/**
 * `path` without symbolic links, so that what is allowed is what is opened.
 *
 * @throws SANDBOX_PATH_INVALID for a path that does not exist, or that would be read as a pattern.
 */
export async function visiblePath(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null)
  if (real === null || !isAbsolute(path) || UNUSABLE.test(real))
    throw PlatformErrors.SANDBOX_PATH_INVALID({ path })
  return real
}
