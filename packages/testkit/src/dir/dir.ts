import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that is removed, with everything in it, when its scope ends. */
export interface TempDir extends AsyncDisposable {
  /** Absolute, without symbolic links, mode 0700. */
  readonly path: string
  /** A path inside. Nothing is created. */
  join(...parts: string[]): string
}

/**
 * Makes an empty directory under the system's temporary one.
 *
 * ```ts
 * await using dir = await tempDir()
 * await writeFile(dir.join('note.txt'), 'gone when the scope ends')
 * ```
 */
export async function tempDir(label = 'dir'): Promise<TempDir> {
  const root = await realpath(tmpdir())
  const path = await mkdtemp(join(root, `testkit-${label}-`))
  return {
    path,
    join: (...parts) => join(path, ...parts),
    // A process that was just killed may still be writing its last file: rm retries.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  }
}

/** Temporary profiles: one private directory for each name, as `--profile` or `COMICE_HOME` of a program under test. */
export interface TempProfiles extends TempDir {
  /** The directory of `name`, made on the first call, mode 0700. */
  profile(name: string): Promise<string>
}

/** Makes a directory that holds the profiles of several peers, so that one path isolates a whole test. */
export async function tempProfiles(): Promise<TempProfiles> {
  const dir = await tempDir('profiles')
  return {
    ...dir,
    async profile(name) {
      const path = dir.join(name)
      await mkdir(path, { recursive: true, mode: 0o700 })
      return path
    },
  }
}
