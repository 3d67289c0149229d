import { statfs } from 'node:fs/promises'
import { DISK_RESERVE_BYTES, FREE_SPACE_CHECK_BYTES, FREE_SPACE_CHECK_MS } from '../constants.ts'

/** Watches the free space of the disk that a store is on. */
export interface FreeSpace {
  /**
   * To be called before a write: null when there is room, else the bytes that are free. Asks the system once per few
   * MiB or per second, and every time while there is too little.
   */
  lack(bytes: number): Promise<number | null> | null
}

/** `reserveBytes` is what must stay free, so that RocksDB never meets a full disk half-way through its own work. */
export function createFreeSpace(dir: string, reserveBytes = DISK_RESERVE_BYTES): FreeSpace {
  let budget = 0
  let readAt = Number.NEGATIVE_INFINITY

  const measure = async (bytes: number): Promise<number | null> => {
    const { bavail, bsize } = await statfs(dir)
    const free = bavail * bsize
    const room = free - reserveBytes - bytes
    budget = Math.min(room, FREE_SPACE_CHECK_BYTES)
    readAt = performance.now()
    return room < 0 ? free : null
  }
  return {
    lack(bytes) {
      budget -= bytes
      if (budget >= 0 && performance.now() - readAt < FREE_SPACE_CHECK_MS) return null
      return measure(bytes)
    },
  }
}
