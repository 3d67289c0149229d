import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_RECORD_NAME_LENGTH, MAX_SECRET_BYTES } from '../constants.ts'
import { errors } from '../errors.ts'
import { makeDirectory, removeUnfinishedFiles, syncDirectory, writeFileAtomic } from '../file/atomic-file.ts'
import { isLockedValue, LOCKED_VALUE_OVERHEAD_BYTES, lockValue, unlockValue } from '../seal/locked-values.ts'

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

export interface OpenSecretsOptions {
  /** Of a profile that is locked: what is written is encrypted by it. */
  readonly key?: Uint8Array | null
  /** Somebody else may have them open: nothing in the directory is changed. */
  readonly isReader?: boolean
  /** Decrypts all of them for good. */
  readonly isUnlocking?: boolean
}

/**
 * Opens the secrets kept in `dir`, which is made if it is missing. Calls are done one after the other. With a key, what a
 * crash left in the other form is brought into the right one first.
 */
export async function openSecrets(dir: string, options: OpenSecretsOptions = {}): Promise<Secrets> {
  const { key = null, isReader = false, isUnlocking = false } = options
  if (!isReader) {
    await makeDirectory(dir)
    await removeUnfinishedFiles(dir)
    if (key !== null) await convertAll(dir, { key, isUnlocking })
  }
  const place = (name: string): SecretPlace => ({ path: join(dir, checkName(name)), name, key })
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(job: () => Promise<T>): Promise<T> => {
    const result = last.then(job)
    last = result.catch(() => undefined)
    return result
  }
  return {
    get: async (name) => read(place(name)),
    set: async (name, value) => inOrder(() => write(place(name), value)),
    delete: async (name) => inOrder(() => remove(dir, place(name).path)),
    list: () => listNames(dir),
    getOrCreate: async (name, initial) =>
      inOrder(async () => {
        const found = await read(place(name))
        if (found !== null) return found
        const value = typeof initial === 'function' ? initial() : initial
        await write(place(name), value)
        return value
      }),
  }
}

interface SecretPlace {
  readonly path: string
  readonly name: string
  readonly key: Uint8Array | null
}

async function listNames(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => isName(name)).sort()
}

async function convertAll(
  dir: string,
  { key, isUnlocking }: { key: Uint8Array; isUnlocking: boolean },
): Promise<void> {
  for (const name of await listNames(dir)) {
    const path = join(dir, name)
    const bytes = await readBytes(path)
    if (bytes === null || isLockedValue(bytes) !== isUnlocking) continue
    await writeFileAtomic(
      path,
      isUnlocking ? unlockValue(name, bytes, key) : lockValue(name, bytes, key),
      0o600,
    )
  }
}

async function read({ path, name, key }: SecretPlace): Promise<Uint8Array | null> {
  const bytes = await readBytes(path)
  if (bytes === null || !isLockedValue(bytes)) return bytes
  if (key === null) throw errors.SECRET_INVALID({ what: `${name} is locked, and the file SEAL is missing` })
  return unlockValue(name, bytes, key)
}

async function readBytes(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  if (file === null) return null
  try {
    const { mode, size } = await file.stat()
    if (size > MAX_SECRET_BYTES + LOCKED_VALUE_OVERHEAD_BYTES) throw tooLarge()
    // A careless restore may have opened it to others; the directory still kept them out.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await file.chmod(0o600)
    const bytes = new Uint8Array(await file.readFile())
    if (size > MAX_SECRET_BYTES && !isLockedValue(bytes)) throw tooLarge()
    return bytes
  } finally {
    await file.close()
  }
}

function tooLarge(): Error {
  return errors.SECRET_INVALID({ what: `the file is larger than ${MAX_SECRET_BYTES} bytes` })
}

async function write({ path, name, key }: SecretPlace, value: Uint8Array): Promise<void> {
  if (value.byteLength === 0 || value.byteLength > MAX_SECRET_BYTES) {
    throw errors.SECRET_INVALID({
      what: `a secret has 1 to ${MAX_SECRET_BYTES} bytes, not ${value.byteLength}`,
    })
  }
  await writeFileAtomic(path, key === null ? value : lockValue(name, value, key), 0o600)
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
