import { execFile } from 'node:child_process'
import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'

const run = promisify(execFile)

/** No journal commit by itself for an hour, and no write-back of what was truncated or renamed. */
const MOUNT_OPTIONS = 'loop,commit=3600,barrier=0,noauto_da_alloc,noatime'

export interface CutDisk extends AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string
  /** Another path: the disk as a power cut at this moment would leave it. */
  afterCut(): Promise<string>
}

/** An ext4 in a file, which holds what was synced; the rest is in the memory of the mount. */
export async function cutDisk(): Promise<CutDisk> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(
      'this test mounts a disk: it needs Linux, and root. COMICE_TEST_WITHOUT=disks leaves it out, and says so.',
    )
  }
  await using scope = new AsyncDisposableStack()
  const dir = scope.use(await tempDir('cut'))
  const image = dir.join('image')
  await writeFile(image, '')
  await truncate(image, 64 * 1024 * 1024)
  await run('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
  const mounted = scope.use(new AsyncDisposableStack())
  const mount = async (file: string): Promise<string> => {
    const path = `${file}-mounted`
    await mkdir(path)
    await run('mount', ['-o', MOUNT_OPTIONS, file, path])
    mounted.defer(async () => {
      await run('umount', ['--lazy', path])
    })
    return path
  }
  const path = await mount(image)
  const held = scope.move()
  let cuts = 0
  return {
    path,
    async afterCut() {
      const copy = dir.join(`cut-${cuts++}`)
      await run('cp', ['--sparse=always', image, copy])
      return mount(copy)
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
