/** `fs-native-extensions` 1: file locks and other calls that Node's `fs` lacks. The part that locks and sizes files. */
declare module 'fs-native-extensions' {
  /** How to lock. */
  interface LockOptions {
    /** Others may hold it too, as long as all are shared. Default false: exclusive. */
    shared?: boolean
  }

  /** Locks an open file, or bytes of it (length 0: to the end); false when another process holds it. */
  export function tryLock(fd: number, options?: LockOptions): boolean
  export function tryLock(fd: number, offset: number, options?: LockOptions): boolean
  export function tryLock(fd: number, offset: number, length: number, options?: LockOptions): boolean
  /** As {@link tryLock}, and waits until it is free. There is no way to give up waiting. */
  export function waitForLock(fd: number, options?: LockOptions): Promise<void>
  export function waitForLock(
    fd: number,
    offset: number,
    length?: number,
    options?: LockOptions,
  ): Promise<void>
  /** Makes an exclusive lock shared; false when that would have to wait. */
  export function tryDowngradeLock(fd: number, offset?: number, length?: number): boolean
  /** As `tryDowngradeLock`, and waits. */
  export function waitForDowngradeLock(fd: number, offset?: number, length?: number): Promise<void>
  /** Makes a shared lock exclusive; false while others share it. */
  export function tryUpgradeLock(fd: number, offset?: number, length?: number): boolean
  /** As `tryUpgradeLock`, and waits. */
  export function waitForUpgradeLock(fd: number, offset?: number, length?: number): Promise<void>
  /** Gives a lock back. Closing the file does so too. */
  export function unlock(fd: number, offset?: number, length?: number): void
  /** Frees the disk space of a range; it reads as zeros. */
  export function trim(fd: number, offset: number, length: number): Promise<void>
  /** Marks a file as sparse, where the system needs to be told. */
  export function sparse(fd: number): Promise<void>
}
