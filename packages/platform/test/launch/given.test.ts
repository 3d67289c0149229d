/** What a user gives to a run, held by each of the two layers. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import type { GivenPath } from '../../src/index.ts'
import { createApp, HELD } from './app-folders.ts'

const TRY = `
  const { readFileSync, writeFileSync, readdirSync } = require('node:fs')
  const codeOf = (work) => { try { work(); return 'done' } catch (error) { return error.code } }
  const [base] = process.argv.slice(2)
  console.log(JSON.stringify({
    file: codeOf(() => readFileSync(base + '/one.txt')),
    fileWrite: codeOf(() => writeFileSync(base + '/one.txt', 'changed')),
    beside: codeOf(() => readFileSync(base + '/two.txt')),
    list: codeOf(() => readdirSync(base)),
    folder: codeOf(() => readFileSync(base + '/read/a.txt')),
    folderWrite: codeOf(() => writeFileSync(base + '/read/b.txt', 'changed')),
    writable: codeOf(() => writeFileSync(base + '/write/b.txt', 'written')),
  }))`

/** A user's folder, and what of it is given. */
async function createUserFolder() {
  const dir = await tempDir('user')
  for (const folder of ['read', 'write']) await mkdir(dir.join(folder))
  for (const file of ['one.txt', 'two.txt', 'read/a.txt']) await writeFile(dir.join(file), 'as it was')
  const given: GivenPath[] = [
    { path: dir.join('one.txt'), isFolder: false, isWritable: false },
    { path: dir.join('read'), isFolder: true, isWritable: false },
    { path: dir.join('write'), isFolder: true, isWritable: true },
  ]
  return { dir, given, [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() }
}

describe.each(HELD)('held by %s', (name, held) => {
  test('an app reads what was given, writes where it may, and finds nothing else', async () => {
    await using user = await createUserFolder()
    await using app = await createApp({ 'index.js': TRY })
    const { stdout } = await app.run({ ...held, args: [user.dir.path], given: user.given })
    const isWalled = name === 'bubblewrap'
    expect(JSON.parse(stdout)).toEqual({
      file: 'done',
      fileWrite: 'ERR_ACCESS_DENIED',
      beside: isWalled ? expect.stringMatching(/ENOENT|ERR_ACCESS_DENIED/) : 'ERR_ACCESS_DENIED',
      list: expect.stringMatching(/ENOENT|ERR_ACCESS_DENIED/),
      folder: 'done',
      folderWrite: 'ERR_ACCESS_DENIED',
      writable: 'done',
    })
    expect(await readFile(user.dir.join('one.txt'), 'utf8')).toBe('as it was')
    expect(await readFile(user.dir.join('write', 'b.txt'), 'utf8')).toBe('written')
  })
})

if (process.platform === 'linux')
  test('bubblewrap alone holds it too', async () => {
    await using user = await createUserFolder()
    await using app = await createApp({ 'index.js': TRY })
    const { stdout } = await app.run({ without: ['permission'], args: [user.dir.path], given: user.given })
    expect(JSON.parse(stdout)).toEqual({
      ...{ file: 'done', fileWrite: 'EROFS', beside: 'ENOENT', list: 'done' },
      ...{ folder: 'done', folderWrite: 'EROFS', writable: 'done' },
    })
  })

test('a given folder with a link in it is refused where the permission model is alone', async () => {
  await using user = await createUserFolder()
  await symlink('/etc/passwd', join(user.dir.path, 'read', 'link'))
  await using app = await createApp({ 'index.js': TRY })
  const options = { without: ['bubblewrap'], accept: 'seat-belt', given: user.given } as const
  await expect(app.run(options)).rejects.toMatchObject({ code: 'SANDBOX_LINK' })
})
