import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_RECORD_NAME_LENGTH, MAX_SECRET_BYTES } from '../constants.ts'
import { errors } from '../errors.ts'
import { makeDirectory, removeUnfinishedFiles, syncDirectory, writeFileAtomic } from '../file/atomic-file.ts'

/** Small secret values (keys, seeds, tokens), one file of mode 0600 each in a directory of mode 0700. */
export interface Secrets {
  /** The secret, or null. */
  get(name: string): Promise<Uint8Array | null>
  /** Writes the secret durably, whole or not at all. */
  set(name: string, value: Uint8Array): Promise<void>
  /** The stored secret; if there is none, the given or generated value, stored first. */
  getOrCreate(name: string, initial: Uint8Array | (() => Uint8Array)): Promise<Uint8Array>
  /** Removes the secret; true if there was one. */
  delete(name: string): Promise<boolean>
  /** Names of all secrets, sorted. */
  list(): Promise<string[]>
}

/** Opens the secrets kept in `dir`, which is made if it is missing. Calls are done one after the other. */
export async function openSecrets(dir: string): Promise<Secrets> {
  await makeDirectory(dir)
  await removeUnfinishedFiles(dir)
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(job: () => Promise<T>): Promise<T> => {
    const result = last.then(job)
    last = result.catch(() => undefined)
    return result
  }
  const pathOf = (name: string): string => join(dir, checkName(name))
  return {
    get: async (name) => read(pathOf(name)),
    set: async (name, value) => inOrder(() => write(pathOf(name), value)),
    delete: async (name) => inOrder(() => remove(dir, pathOf(name))),
    list: async () => (await readdir(dir)).filter((name) => isName(name)).sort(),
    getOrCreate: async (name, initial) =>
      inOrder(async () => {
        const found = await read(pathOf(name))
        if (found !== null) return found
        const value = typeof initial === 'function' ? initial() : initial
        await write(pathOf(name), value)
        return value
      }),
  }
}

async function read(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  if (file === null) return null
  try {
    const { mode, size } = await file.stat()
    if (size > MAX_SECRET_BYTES)
      throw errors.SECRET_INVALID({ what: `the file is larger than ${MAX_SECRET_BYTES} bytes` })
    // A careless restore may have opened it to others; the directory still kept them out.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await file.chmod(0o600)
    return new Uint8Array(await file.readFile())
  } finally {
    await file.close()
  }
}

async function write(path: string, value: Uint8Array): Promise<void> {
  if (value.byteLength === 0 || value.byteLength > MAX_SECRET_BYTES) {
    throw errors.SECRET_INVALID({
      what: `a secret has 1 to ${MAX_SECRET_BYTES} bytes, not ${value.byteLength}`,
    })
  }
  await writeFileAtomic(path, value, 0o600)
}

async function remove(dir: string, path: string): Promise<boolean> {
  try {
    await rm(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  await syncDirectory(dir)
  return true
}

function checkName(name: string): string {
  if (!isName(name))
    throw errors.SECRET_INVALID({ what: 'its name is not made of lower-case letters, digits and dashes' })
  return name
}

function isName(name: string): boolean {
  return name.length <= MAX_RECORD_NAME_LENGTH && /^[a-z0-9][a-z0-9-]*$/.test(name)
}
