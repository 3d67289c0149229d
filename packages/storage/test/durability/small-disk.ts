import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { mustMount } from './power-loss-disk.ts'

const run = promisify(execFile)

/** A small disk in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  grow(mebibytes: number): Promise<void>
}

export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  mustMount()
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
