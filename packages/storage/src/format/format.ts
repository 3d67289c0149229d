import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ComiceError } from '@comice/protocol'
import { PLAIN_FORMAT_VERSION, PROFILE_FORMAT_VERSION } from '../constants.ts'
import { errors } from '../errors.ts'
import { writeFileAtomic } from '../file/atomic-file.ts'
import { profilePaths } from '../paths/paths.ts'

/** First word of the file FORMAT; the second is the version in decimal. */
const FORMAT_MAGIC = 'comice-profile'

/**
 * Reads the layout version of the profile in `dir` without touching anything: null for a directory that is new.
 *
 * @throws PROFILE_NEWER, PROFILE_CORRUPT, PROFILE_DIR_FOREIGN (other files, and never a profile)
 */
export async function readFormat(dir: string): Promise<number | null> {
  let text = await readText(dir)
  if (text === null) {
    const problem = await findForeign(dir)
    // Another process may just be making this profile: it writes FORMAT before anything that is a problem without.
    text = problem === null ? null : await readText(dir)
    if (text === null && problem !== null) throw problem
    if (text === null) return null
  }
  return parseFormat(dir, text)
}

function parseFormat(dir: string, text: string): number {
  const match = /^comice-profile ([1-9][0-9]{0,8})\n$/.exec(text)
  const version = match?.[1] === undefined ? null : Number(match[1])
  if (version === null) throw errors.PROFILE_CORRUPT({ what: 'the file FORMAT is not readable', dir })
  if (version > PROFILE_FORMAT_VERSION) {
    throw errors.PROFILE_NEWER({ found: version, supported: PROFILE_FORMAT_VERSION })
  }
  return version
}

async function readText(dir: string): Promise<string | null> {
  return readFile(profilePaths(dir).format, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
}

/** Marks `dir` as a profile of this version. Done before anything else is stored in it. */
export async function writeFormat(dir: string, version = PLAIN_FORMAT_VERSION): Promise<void> {
  await writeFileAtomic(profilePaths(dir).format, `${FORMAT_MAGIC} ${version}\n`)
}

/** A directory without FORMAT may only hold what a start that was cut short, or a launcher, has left there. */
async function findForeign(dir: string): Promise<ComiceError | null> {
  const paths = profilePaths(dir)
  const harmless = new Set([paths.lock, paths.owner, paths.run, paths.logs].map((path) => basename(path)))
  const entries = await readdir(dir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  for (const entry of entries) {
    if (entry === basename(paths.store) || entry === basename(paths.secrets)) {
      return errors.PROFILE_CORRUPT({ what: 'the file FORMAT is missing', dir })
    }
    if (!harmless.has(entry) && !entry.endsWith('.unfinished'))
      return errors.PROFILE_DIR_FOREIGN({ dir, entry })
  }
  return null
}
