import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'

const run = promisify(execFile)

export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  grow(mebibytes: number): Promise<void>
}

/** A disk of that size in memory. */
export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(
      'this test mounts a disk: it needs Linux, and root. COMICE_TEST_WITHOUT=disks leaves it out, and says so.',
    )
  }
  const dir = await tempDir('small')
  const path = dir.join('disk')
  await mkdir(path)
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path])
  return {
    path,
    async grow(size) {
      await run('mount', ['-o', `remount,size=${size}m`, path])
    },
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', path])
      await dir[Symbol.asyncDispose]()
    },
  }
}
