/** Profiles that released versions have written, packed, and what is in them. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const STORES = fileURLToPath(new URL('../../stores/', import.meta.url))

/** The marker by which a store knows that it is no copy; see tests/stores/README.md. */
export const MARKER = 'store/CORESTORE'

const execute = promisify(execFile)

/** What a fixture holds, as the version that wrote it said. */
export interface Expected {
  readonly room: string
  readonly name: string
  readonly messages: readonly { readonly name: string; readonly text: string }[]
  readonly members: readonly { readonly id: string; readonly name: string; readonly role: string }[]
}

/** Versions that there is a fixture of. */
export async function versions(): Promise<string[]> {
  const entries = await readdir(STORES, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory() && /^\d/u.test(entry.name)).map(({ name }) => name)
}

export async function readExpected(version: string): Promise<Expected> {
  return JSON.parse(await readFile(`${STORES}/${version}/expected.json`, 'utf8')) as Expected
}

/** Packs a profile whose node has stopped, without sockets, logs, locks and what RocksDB tells about its day. */
export async function packProfile(dir: string, file: string): Promise<void> {
  const left = ['store/db/LOG*', 'store/db/LOCK'].map((pattern) => `--exclude=${pattern}`)
  await execute('tar', ['--sparse', ...left, '-czf', file, '-C', dir, 'FORMAT', 'secrets', 'store'])
}

/**
 * Unpacks a profile. With `restore` it is the profile from now on, because the original is gone for good: that is
 * what removing the marker says.
 */
export async function unpackProfile(
  version: string,
  dir: string,
  { restore }: { restore: boolean },
): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await execute('tar', ['-xzf', `${STORES}/${version}/alice.tar.gz`, '-C', dir])
  if (restore) await rm(`${dir}/${MARKER}`)
}
