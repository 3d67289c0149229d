/**
 * Makes all that was written to a disk durable by one call, where a file after the other would be thousands: each waits for
 * the journal alone. It is syncfs(2), which Node does not have, so it is asked of coreutils' `sync`.
 */
import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { release } from 'node:os'
import { SYNC_DISK_MS } from '../constants.ts'

/** Where it is known to wait for the disk, and to tell of errors: ext2 to ext4, XFS, Btrfs, F2FS. Not FUSE, nor others' disks. */
const FILE_SYSTEMS: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010])

/** Before Linux 5.8 a failed write was not told. */
const FIRST_KERNEL = [5, 8] as const

/**
 * True: all that was written before the call to the disk that the existing folder `place` is on is durable, names too. False: not
 * known to be, here or in this time (others may write much, which it would wait for): whoever needs it syncs each file.
 */
export async function syncDisk(place: string): Promise<boolean> {
  if (process.platform !== 'linux' || isOlder(release())) return false
  const found = await statfs(place).catch(() => null)
  if (found === null || !FILE_SYSTEMS.has(found.type)) return false
  return new Promise((resolve) => {
    const args = ['--file-system', '--', place]
    execFile('sync', args, { timeout: SYNC_DISK_MS, killSignal: 'SIGKILL' }, (error) =>
      resolve(error === null),
    )
  })
}

function isOlder(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10))
  return major < FIRST_KERNEL[0] || (major === FIRST_KERNEL[0] && minor < FIRST_KERNEL[1])
}
