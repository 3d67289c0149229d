import { existsSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { tempDir, tempProfiles } from '../../src/index.ts'

test('a temporary directory is private, and gone with its scope', async () => {
  let path: string
  {
    await using dir = await tempDir('note')
    path = dir.path
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    await mkdir(dir.join('deep', 'er'), { recursive: true })
    await writeFile(dir.join('deep', 'er', 'note.txt'), 'a note')
  }
  expect(existsSync(path)).toBe(false)
})

test('two temporary directories are never the same', async () => {
  await using one = await tempDir()
  await using two = await tempDir()
  expect(one.path).not.toBe(two.path)
})

test('each profile is a private directory, made once', async () => {
  let path: string
  {
    await using profiles = await tempProfiles()
    path = await profiles.profile('alice')
    await writeFile(`${path}/key`, 'kept')
    expect(await profiles.profile('alice')).toBe(path)
    expect(await profiles.profile('bob')).not.toBe(path)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    expect(existsSync(`${path}/key`)).toBe(true)
  }
  expect(existsSync(path)).toBe(false)
})
