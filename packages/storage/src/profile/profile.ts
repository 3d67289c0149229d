/// <reference types="@comice/holepunch-types" preserve="true" />
import { randomBytes } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import type { Codec, ComiceError } from '@comice/protocol'
import { isComiceError } from '@comice/protocol'
import type Corestore from 'corestore'
import { openCollection, type Collection } from '../collection/collection.ts'
import { CLOSE_TIMEOUT_MS, LOCK_WAIT_MS } from '../constants.ts'
import { describe, type DurabilityStats } from '../durability/durable-writes.ts'
import { errors } from '../errors.ts'
import { makeDirectory, removeUnfinishedFiles } from '../file/atomic-file.ts'
import { readFormat, writeFormat } from '../format/format.ts'
import { acquireProfileLock, type ProfileLock } from '../lock/profile-lock.ts'
import {
  profilePaths,
  resolveProfileDir,
  type ProfilePaths,
  type ResolveProfileOptions,
} from '../paths/paths.ts'
import { openSeal, type Unlocking } from '../seal/profile-seal.ts'
import { openSecrets, type Secrets } from '../secrets/secrets.ts'
import { openStore, type OpenStore } from '../store/open-store.ts'

/** Secret that the encryption keys of all collections derive from. */
const COLLECTIONS_SECRET = 'collections'

export interface OpenProfileOptions extends ResolveProfileOptions {
  /** Opens one whose secrets are locked; ignored by one that is not. */
  passphrase?: string | undefined
  /** How long to wait for a live owner to leave, milliseconds. Default 2,000. */
  waitMs?: number | undefined
  /** Gives up the wait for the lock. */
  signal?: AbortSignal | undefined
  /** Deadline for opening the store, milliseconds. Default 30,000. */
  openTimeoutMs?: number | undefined
  /** Free disk space under which writes are refused, bytes. Default 16 MiB. */
  reserveBytes?: number | undefined
}

/**
 * One person's or machine's data in one directory: secrets, one Corestore and typed collections. One process owns it
 * at a time.
 */
export interface Profile extends AsyncDisposable {
  /** Absolute directory. */
  readonly dir: string
  readonly name: string
  readonly paths: ProfilePaths
  /** Its appends resolve, and reach peers, only when they are on the disk. */
  readonly store: Corestore
  readonly secrets: Secrets
  /** Whether its secrets are locked: then nothing that it holds may lie readable beside it. */
  readonly isLocked: boolean
  /** What opened the lock; null when there is none. */
  readonly unlocking: Unlocking | null
  /** The error that stopped all writing (full or broken disk) and closed the profile, or null. Open it again to go on. */
  readonly failure: ComiceError | null
  readonly closed: boolean
  readonly stats: DurabilityStats
  /** The collection `name`; the same object every time. `codec` must be the one it was written with. */
  collection<T>(name: string, codec: Codec<T>): Promise<Collection<T>>
  /** Resolves when everything written before the call is on the disk; callers side by side share one fsync. */
  sync(): Promise<void>
  /** Calls `listener` once if writing stops; the profile closes then. Returns a function that takes it back. */
  onFailure(listener: (error: ComiceError) => void): () => void
  /**
   * Closes the store and gives the lock back. Idempotent.
   *
   * @throws PROFILE_CLOSE_TIMEOUT after `timeoutMs` (default 10,000); the lock then stays until the process ends
   */
  close(options?: { timeoutMs?: number }): Promise<void>
}

/**
 * Opens a profile, which is made if it is new.
 *
 * @throws PROFILE_NAME_INVALID, PROFILE_LOCKED, PROFILE_NEWER, PROFILE_CORRUPT, PROFILE_DIR_FOREIGN,
 *   PROFILE_DIR_UNUSABLE, PASSPHRASE_NEEDED, PASSPHRASE_WRONG, LOCK_DAMAGED, KEYCHAIN_UNAVAILABLE, KEYCHAIN_LOCKED, KEYCHAIN_ENTRY_MISSING, KEYCHAIN_ENTRY_WRONG, STORE_OPEN_TIMEOUT, STORE_LOCKED, STORE_MOVED, STORE_CORRUPT, STORE_NO_SPACE
 */
export async function openProfile(options: OpenProfileOptions = {}): Promise<Profile> {
  const { dir, name } = resolveProfileDir(options)
  try {
    return await open({ dir, name }, options)
  } catch (error) {
    throw directoryError(dir, error)
  }
}

async function open(location: { dir: string; name: string }, options: OpenProfileOptions): Promise<Profile> {
  const { dir } = location
  // Before the lock and before any change: a newer or foreign directory stays exactly as it is.
  await readFormat(dir)
  await makeDirectory(dir)
  const lock = await acquireProfileLock(dir, {
    waitMs: options.waitMs ?? LOCK_WAIT_MS,
    signal: options.signal,
  })
  try {
    // Again: the owner we may have waited for could have been a newer version.
    const isNew = (await readFormat(dir)) === null
    await prepareDirectory(dir, isNew)
    const paths = profilePaths(dir)
    const seal = await openSeal(dir, options.passphrase)
    const secrets = await openSecrets(paths.secrets, { key: seal?.key ?? null })
    const onFailure = new Set<(error: ComiceError) => void>()
    const opened = await openStore(paths.store, {
      onFailure: (error) => {
        for (const listener of [...onFailure]) listener(error)
      },
      timeoutMs: options.openTimeoutMs,
      reserveBytes: options.reserveBytes,
    })
    const profile = new OpenedProfile({
      ...location,
      secrets,
      unlocking: seal?.unlocking ?? null,
      opened,
      lock,
      onFailure,
    })
    // What a failed write left in memory must reach no peer, and would if a core were read again: so all of it closes.
    profile.onFailure(() => void profile.close().catch(() => undefined))
    return profile
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function prepareDirectory(dir: string, isNew: boolean): Promise<void> {
  if (process.platform !== 'win32') await chmod(dir, 0o700)
  await removeUnfinishedFiles(dir)
  if (isNew) await writeFormat(dir)
  const paths = profilePaths(dir)
  await makeDirectory(paths.run)
  await makeDirectory(paths.logs)
}

/** Names what the file system said about the directory; errors that have a name already pass. */
function directoryError(dir: string, error: unknown): unknown {
  if (isComiceError(error)) return error
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return errors.STORE_NO_SPACE({ dir, free: null }, { cause: error })
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error
  return errors.PROFILE_DIR_UNUSABLE({ dir, cause: describe(error) }, { cause: error })
}

interface ProfileParts {
  dir: string
  name: string
  secrets: Secrets
  unlocking: Unlocking | null
  opened: OpenStore
  lock: ProfileLock
  onFailure: Set<(error: ComiceError) => void>
}

class OpenedProfile implements Profile {
  readonly dir: string
  readonly name: string
  readonly paths: ProfilePaths
  readonly secrets: Secrets
  readonly unlocking: Unlocking | null
  readonly #opened: OpenStore
  readonly #lock: ProfileLock
  readonly #onFailure: Set<(error: ComiceError) => void>
  readonly #collections = new Map<string, Promise<Collection<unknown>>>()
  #closing: Promise<void> | null = null

  constructor(parts: ProfileParts) {
    this.dir = parts.dir
    this.name = parts.name
    this.paths = profilePaths(parts.dir)
    this.secrets = parts.secrets
    this.unlocking = parts.unlocking
    this.#opened = parts.opened
    this.#lock = parts.lock
    this.#onFailure = parts.onFailure
  }

  get isLocked(): boolean {
    return this.unlocking !== null
  }

  get store(): Corestore {
    return this.#opened.store
  }

  get failure(): ComiceError | null {
    return this.#opened.writes.failure
  }

  get closed(): boolean {
    return this.#closing !== null
  }

  get stats(): DurabilityStats {
    return this.#opened.writes.stats
  }

  async collection<T>(name: string, codec: Codec<T>): Promise<Collection<T>> {
    this.#mustBeOpen()
    const known = this.#collections.get(name)
    if (known !== undefined) return known as Promise<Collection<T>>
    const opening = this.#openCollection(name, codec)
    this.#collections.set(name, opening)
    opening.catch(() => this.#collections.delete(name))
    return opening
  }

  async sync(): Promise<void> {
    this.#mustBeOpen()
    await this.#opened.writes.sync()
  }

  onFailure(listener: (error: ComiceError) => void): () => void {
    this.#onFailure.add(listener)
    return () => this.#onFailure.delete(listener)
  }

  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #openCollection<T>(name: string, codec: Codec<T>): Promise<Collection<T>> {
    const secret = await this.secrets.getOrCreate(COLLECTIONS_SECRET, () => randomBytes(32))
    return openCollection(this.store, secret, { name, codec })
  }

  async #close(timeoutMs: number): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      reject(errors.PROFILE_CLOSE_TIMEOUT({ timeoutMs, dir: this.dir }))
    }, timeoutMs)
    try {
      await Promise.race([this.#opened.close(), promise])
    } finally {
      clearTimeout(timer)
    }
    await this.#lock.release()
  }

  #mustBeOpen(): void {
    if (this.closed) throw errors.PROFILE_CLOSED({ dir: this.dir })
  }
}
