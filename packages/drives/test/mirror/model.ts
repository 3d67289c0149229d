/** Random trees and edits for the model-based tests: the folder on the disk is the model. */
import { chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'

const NAMES = ['a', 'b', 'a-b', 'A.txt', 'pear', 'é', 'z.log', '.gitignore', 'build', '🍐'] as const

export type Edit =
  | { readonly kind: 'write'; readonly path: string; readonly bytes: number; readonly fill: number }
  | { readonly kind: 'touch'; readonly path: string; readonly mtimeMs: number }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string }

const name = fc.constantFrom(...NAMES.filter((one) => one !== '.gitignore'))
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      path,
      bytes: fc.constantFrom(0, 1, 5, 4096, 65_536, 70_001, 300_000),
      fill: fc.nat(255),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('touch' as const),
      path,
      mtimeMs: fc.integer({ min: 1, max: 2_000_000_000_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('mode' as const),
      path,
      mode: fc.constantFrom(0o600, 0o644, 0o700, 0o755, 0o444, 0o777),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      path,
      target: fc.constantFrom('a', '../b', 'nothing/there'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('folder' as const), path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), path, to: path }) },
)

export const edits = fc.array(edit, { maxLength: 12 })

/** Makes an edit in a folder, over whatever is in its way. What cannot be done there changes nothing. */
export async function apply(dir: string, edit: Edit): Promise<void> {
  const place = join(dir, edit.path)
  try {
    switch (edit.kind) {
      case 'write':
        await makeRoom(place)
        return await writeFile(place, Buffer.alloc(edit.bytes, edit.fill))
      case 'touch':
        return await utimes(place, edit.mtimeMs / 1000, edit.mtimeMs / 1000)
      case 'mode':
        return await chmod(place, edit.mode)
      case 'link':
        await makeRoom(place)
        return await symlink(edit.target, place)
      case 'folder':
        return void (await mkdir(place, { recursive: true }))
      case 'remove':
        return await rm(place, { recursive: true, force: true })
      case 'move':
        await makeRoom(join(dir, edit.to))
        return await rename(place, join(dir, edit.to))
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!/^(?:ENOENT|ENOTDIR|EISDIR|EEXIST|EINVAL|ENOTEMPTY|ELOOP|EACCES)$/u.test(code)) throw error
  }
}

async function makeRoom(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true })
  await mkdir(dirname(place), { recursive: true })
}
