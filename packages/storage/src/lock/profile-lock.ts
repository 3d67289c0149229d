import { open, rm, type FileHandle } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import extensions from 'fs-native-extensions'
import { LOCK_POLL_MS } from '../constants.ts'
import { errors } from '../errors.ts'
import { writeFileAtomic } from '../file/atomic-file.ts'
import { profilePaths } from '../paths/paths.ts'
import { encodeOwner, readLock } from './owner.ts'

export interface LockOptions {
  /** How long to wait for a live owner, in milliseconds. */
  waitMs: number
  signal?: AbortSignal | undefined
}

/** An exclusive hold on a profile directory. */
export interface ProfileLock {
  release(): Promise<void>
}

/**
 * Takes the profile's lock: a kernel lock on the file LOCK, so two starters can never both have it, and a dead
 * owner's lock is gone with its process (kill -9 and pid reuse included). `owner.json` beside it only says who it is.
 *
 * @throws PROFILE_LOCKED with the owner's pid when a live process still has it after `waitMs`
 */
export async function acquireProfileLock(dir: string, options: LockOptions): Promise<ProfileLock> {
  const paths = profilePaths(dir)
  const file = await open(paths.lock, 'a', 0o600)
  try {
    await waitForLock(file, dir, options)
    await writeFileAtomic(paths.owner, encodeOwner())
  } catch (error) {
    await file.close()
    throw error
  }
  return { release: () => release(file, paths.owner) }
}

async function waitForLock(file: FileHandle, dir: string, { waitMs, signal }: LockOptions): Promise<void> {
  const deadline = performance.now() + waitMs
  for (;;) {
    signal?.throwIfAborted()
    if (extensions.tryLock(file.fd)) return
    if (performance.now() >= deadline) break
    await delay(LOCK_POLL_MS, undefined, signal === undefined ? {} : { signal })
  }
  const owner = await readLock(dir)
  throw errors.PROFILE_LOCKED({ pid: owner?.pid ?? null, dir })
}

/** The file LOCK stays: unlinking it would let a third process lock a new file while a second holds the old one. */
async function release(file: FileHandle, ownerPath: string): Promise<void> {
  // Only a note for people, and a disk that failed may be read-only by now; the lock itself goes in any case.
  await rm(ownerPath, { force: true }).catch(() => undefined)
  await file.close()
}
