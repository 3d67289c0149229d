/** What a user gives to a run, held by each of the two layers. */
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { tempDir } from '@comice/testkit'
import { describe, expect, test } from 'vitest'
import { type GivenPath, launchSpec, spawnApp } from '../../src/index.ts'
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

if (process.platform === 'linux')
  describe('bubblewrap binds what was looked at', () => {
    const READ = `console.log(require('node:fs').readFileSync(process.argv[2], 'utf8'))`

    test.each([
      ['the folder', 'given', 'a.txt'],
      ['a folder above it', 'above', 'given/a.txt'],
    ])(
      '%s becomes a link before the app starts: nothing of where it leads is seen',
      async (_, name, inner) => {
        await using user = await tempDir('user')
        await using elsewhere = await tempDir('elsewhere')
        const file = join(name, inner)
        for (const [dir, contents] of [
          [user.join(file), 'pears'],
          [elsewhere.join(inner), 'secret'],
        ] as const) {
          await mkdir(join(dir, '..'), { recursive: true })
          await writeFile(dir, contents)
        }
        await using app = await createApp({ 'index.js': READ })
        const spec = await launchSpec({
          ...{ app: 'test', checkout: app.checkout, files: app.files, args: [user.join(file)] },
          given: [{ path: join(user.join(file), '..'), isFolder: true, isWritable: false }],
          without: ['permission'],
        })
        const start = async () => {
          const running = spawnApp(spec, { stdio: ['ignore', 'pipe', 'pipe'] })
          return Promise.all([text(running.stdout!), text(running.stderr!), running.ended])
        }
        expect(await start()).toEqual(['pears\n', '', { kind: 'exited', code: 0 }])
        await rename(user.join(name), user.join('moved'))
        await symlink(elsewhere.path, user.join(name))
        expect(await start()).toEqual(['', expect.stringContaining('bwrap'), { kind: 'exited', code: 1 }])
      },
    )

    test('none of the descriptors that it binds is the app’s: by one of a folder it would get out', async () => {
      await using user = await createUserFolder()
      await using app = await createApp({
        'index.js': `
          const { fstatSync } = require('node:fs')
          const isOutside = (fd) => { try { const stats = fstatSync(fd); return stats.isDirectory() || stats.isFile() } catch { return false } }
          console.log(JSON.stringify(Array.from({ length: 256 }, (_, fd) => fd).filter(isOutside)))`,
      })
      const { stdout } = await app.run({ without: ['permission'], given: user.given })
      expect(JSON.parse(stdout)).toEqual([])
    })
  })

test('a given folder with a link in it is refused where the permission model is alone', async () => {
  await using user = await createUserFolder()
  await symlink('/etc/passwd', join(user.dir.path, 'read', 'link'))
  await using app = await createApp({ 'index.js': TRY })
  const options = { without: ['bubblewrap'], accept: 'seat-belt', given: user.given } as const
  await expect(app.run(options)).rejects.toMatchObject({ code: 'SANDBOX_LINK' })
})
