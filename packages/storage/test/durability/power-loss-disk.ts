import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, open, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { waitFor } from '@comice/testkit'

const run = promisify(execFile)

/**
 * Nothing reaches the disk unless somebody asks for it: no journal commit by itself for an hour, no write-back of
 * renamed or truncated files, and no cache flush of the file below (which would cost time and change nothing: the
 * power of that file is not cut).
 */
const MOUNT_OPTIONS = 'loop,commit=3600,barrier=0,noauto_da_alloc,noatime'

/** Room for the data of a hundred cuts; sparse, so it costs what is used. */
const DISK_BYTES = 512 * 1024 * 1024

/**
 * A disk whose power can be cut: an ext4 in a file. While it is mounted, writes that nobody synced stay in the page
 * cache of the mount; the file holds exactly what was synced (and whatever the file system chose to write with it).
 * `cut` copies the file as it is and mounts the copy, which replays its journal as after a power loss.
 */
export interface PowerLossDisk extends AsyncDisposable {
  /** Where it is mounted; another directory after each cut. */
  readonly path: string
  /** To be called when the writer is dead. */
  cut(): Promise<void>
}

/** Why no disk can be mounted here, or null. */
function mountObstacle(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux'
  if (process.getuid?.() !== 0) return 'it needs root, to mount'
  try {
    accessSync('/dev/loop-control', constants.R_OK | constants.W_OK)
    accessSync('/usr/sbin/mkfs.ext4', constants.X_OK)
  } catch (error) {
    return (error as Error).message
  }
  return null
}

/** Fails, rather than skips, where no disks can be made. */
export function mustMount(): void {
  const obstacle = mountObstacle()
  if (obstacle === null) return
  throw new Error(
    `this test makes disks of its own: ${obstacle}. COMICE_TEST_WITHOUT=disks leaves these tests out, and says so.`,
  )
}

export async function createPowerLossDisk(dir: string): Promise<PowerLossDisk> {
  mustMount()
  let image = join(dir, 'disk-0')
  let cuts = 0
  let mounted: string | null = null
  const mountNow = async (): Promise<void> => {
    const path = join(dir, `mount-${cuts}`)
    await mkdir(path)
    await run('mount', ['-o', MOUNT_OPTIONS, image, path])
    mounted = path
  }
  const unmountNow = async (): Promise<void> => {
    if (mounted === null) return
    await run('umount', ['--lazy', mounted])
    mounted = null
  }
  await makeImage(image)
  await mountNow()
  return {
    get path() {
      if (mounted === null) throw new Error('the disk is not mounted')
      return mounted
    },
    async cut() {
      await untilIdle(image)
      const copy = join(dir, `disk-${++cuts}`)
      await run('cp', ['--sparse=always', image, copy])
      await unmountNow()
      await run('rm', [image])
      image = copy
      await mountNow()
    },
    [Symbol.asyncDispose]: unmountNow,
  }
}

async function makeImage(image: string): Promise<void> {
  const file = await open(image, 'w')
  await file.truncate(DISK_BYTES)
  await file.close()
  // Everything is laid out at once: no background initialisation writes to the file later.
  await run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
}

/** A copy that is taken while the loop device writes would be a state that no power loss can leave. */
async function untilIdle(image: string): Promise<void> {
  const { stdout } = await run('losetup', ['--noheadings', '--output', 'NAME', '--associated', image])
  const device = basename(stdout.trim())
  let quiet = 0
  await waitFor(
    async () => {
      const inflight = await readFile(`/sys/block/${device}/inflight`, 'utf8')
      quiet = /^\s*0\s+0\s*$/.test(inflight) ? quiet + 1 : 0
      return quiet >= 3
    },
    { intervalMs: 2, describe: `${device} to be idle` },
  )
}
