import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'

/** Names, modes, times and contents of everything below `dir`. */
async function fingerprint(dir: string): Promise<string> {
  const hash = createHash('sha256')
  for (const entry of (await readdir(dir, { recursive: true })).sort()) {
    const path = join(dir, entry)
    const { mode, mtimeMs, size } = await stat(path)
    hash.update(`${entry} ${mode} ${mtimeMs} ${size}\n`)
    if (((mode >> 12) & 0o17) === 0o10) hash.update(await readFile(path))
  }
  const { mode, mtimeMs } = await stat(dir)
  return hash.update(`${mode} ${mtimeMs}`).digest('hex')
}

test('a profile of a newer version is refused and stays untouched', async () => {
  await using dir = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  await writeFile(dir.join('FORMAT'), 'comice-profile 4\n')
  const before = await fingerprint(dir.path)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({
    code: 'PROFILE_NEWER',
    exitCode: 8,
    details: { found: 4, supported: 3 },
  })
  expect(await fingerprint(dir.path)).toBe(before)
})

test.for([
  '',
  'comice-profile',
  'comice-profile 1',
  'comice-profile 0\n',
  'comice-profile -1\n',
  'comice-profile 1e3\n',
  'other 1\n',
  '\0\0\0',
])('the format %j is refused and stays untouched', async (text) => {
  await using dir = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  await writeFile(dir.join('FORMAT'), text)
  const before = await fingerprint(dir.path)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'PROFILE_CORRUPT', exitCode: 8 })
  expect(await fingerprint(dir.path)).toBe(before)
})

test('a profile without its format is refused and stays untouched', async () => {
  await using dir = await tempDir()
  await mkdir(dir.join('store'))
  const before = await fingerprint(dir.path)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'PROFILE_CORRUPT' })
  expect(await fingerprint(dir.path)).toBe(before)
})

test('a directory with other things in it is refused and stays untouched', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('letter.txt'), 'dear bob')
  const before = await fingerprint(dir.path)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({
    code: 'PROFILE_DIR_FOREIGN',
    details: { entry: 'letter.txt' },
  })
  expect(await fingerprint(dir.path)).toBe(before)
})

test('a start that was cut short before the format was written goes on', async () => {
  await using dir = await tempDir()
  for (const name of ['LOCK', 'owner.json', '.FORMAT.0123456789ab.unfinished'])
    await writeFile(dir.join(name), '')
  await mkdir(dir.join('run'))
  await using profile = await openProfile({ dir: dir.path })
  expect(await readFile(profile.paths.format, 'utf8')).toBe('comice-profile 1\n')
  expect(await readdir(dir.path)).not.toContain('.FORMAT.0123456789ab.unfinished')
})

test('a store that was cut short while it was made is made again', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('FORMAT'), 'comice-profile 1\n')
  await mkdir(dir.join('store.unfinished', 'db'), { recursive: true })
  await writeFile(dir.join('store.unfinished', 'CORESTORE'), '')
  await using profile = await openProfile({ dir: dir.path })
  await profile.store.get({ name: 'a' }).append('x')
  expect(await readdir(dir.path)).not.toContain('store.unfinished')
})

test('a path that is a file is refused by name', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('file'), '')
  await expect(openProfile({ dir: dir.join('file') })).rejects.toMatchObject({ code: 'PROFILE_DIR_UNUSABLE' })
  await expect(openProfile({ dir: dir.join('file', 'below') })).rejects.toMatchObject({
    code: 'PROFILE_DIR_UNUSABLE',
  })
})
