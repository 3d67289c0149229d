/** Files of the user: given at the start, or chosen when the app asks. */
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTerminalApps } from './terminal-app.ts'

const PICKS = { permissions: { fs: ['pick'] } }
const one = (path: string) => ({ path, isWritable: false })

/** Picks as often as it has arguments: each is the extension that it asks for, with a + for several files. */
const MAIN = `
  import { readFile } from 'node:fs/promises'
  import { app, files } from '@comice/runtime'
  console.log('given', JSON.stringify(app.given))
  for (const wish of app.args) {
    const options = { multiple: wish.endsWith('+'), extensions: [wish.replace('+', '')] }
    const paths = await files.pick(options).catch((error) => error.code)
    if (typeof paths === 'string') { console.log('refused', paths); continue }
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    console.log('picked', JSON.stringify({ paths, texts: texts.map((text) => text.length > 9 ? text.length : text) }))
  }
  process.exit()`

interface Picked {
  readonly paths: string[]
  /** Of a long one, its length. */
  readonly texts: (string | number)[]
}

const parsed = (line: string) => JSON.parse(line.replace(/^picked /, '')) as Picked

async function createUser() {
  const dir = await tempDir('user')
  const files = { 'a.txt': 'a', 'b.txt': 'b', 'c.png': 'c', 'large.txt': 'x'.repeat(3_000_000) }
  for (const [name, text] of Object.entries(files)) await writeFile(dir.join(name), text)
  await mkdir(dir.join('folder'))
  return dir
}

test('what was given is picked first and used where it lies, then the user is asked and the app gets a copy', async () => {
  await using user = await createUser()
  await using world = await createTerminalApps({ 'main.ts': MAIN }, PICKS)
  const { runs } = world.platform
  const give = [
    one(user.join('a.txt')),
    one(user.join('c.png')),
    { ...one(user.join('folder')), isWritable: true },
  ]
  const { id, line, reported } = await world.start({ give, args: ['txt', 'txt', 'png+', 'txt+', 'txt'] })
  expect(JSON.parse((await line(/^given/)).slice(6))).toMatchObject([
    { path: user.join('a.txt'), isFolder: false, isWritable: false },
    { path: user.join('c.png') },
    { path: user.join('folder'), isFolder: true, isWritable: true },
  ])
  expect(parsed(await line(/^picked/))).toEqual({ paths: [user.join('a.txt')], texts: ['a'] })

  const asked: object[] = []
  const answers = [[user.join('large.txt')], [user.join('b.txt'), user.join('c.png')], []]
  for await (const question of runs.questions(id, new AbortController().signal)) {
    asked.push(question)
    runs.answer(id, question.questionId, answers[asked.length - 1] ?? null)
    if (asked.length === answers.length) break
  }
  expect(asked).toMatchObject([
    { multiple: false, extensions: ['txt'] },
    { multiple: true, extensions: ['txt'] },
    { multiple: false, extensions: ['txt'] },
  ])
  const copied = parsed(await line(/^picked/))
  expect(copied.texts).toEqual([3_000_000])
  expect(copied.paths[0]).toMatch(/[/]files[/]picked[/][0-9a-f-]{36}[/]large.txt$/)
  expect(parsed(await line(/^picked/))).toEqual({ paths: [user.join('c.png')], texts: ['c'] })
  expect(parsed(await line(/^picked/)).texts).toEqual(['b', 'c'])
  expect(parsed(await line(/^picked/))).toEqual({ paths: [], texts: [] })
  await reported
  expect(await readFile(user.join('large.txt'), 'utf8')).toHaveLength(3_000_000)
})

test('an app that nobody can be asked for is told so, and so is one whose user is gone', async () => {
  await using user = await createUser()
  await using world = await createTerminalApps({ 'main.ts': MAIN }, PICKS)
  const { runs } = world.platform
  const { id, line, reported } = await world.start({ args: ['txt', 'txt'] })
  for await (const { questionId } of runs.questions(id, new AbortController().signal)) {
    expect(() => runs.answer(id, 'another', [user.join('a.txt')])).toThrow(
      expect.objectContaining({ code: 'QUESTION_UNKNOWN' }),
    )
    runs.answer(id, questionId, null)
    break
  }
  expect(await line(/^refused/)).toBe('refused UNAVAILABLE')
  for await (const { questionId } of runs.questions(id, new AbortController().signal)) {
    runs.answer(id, questionId, [user.join('none.txt')])
    break
  }
  expect(await line(/^refused/)).toBe('refused FILE_NOT_FOUND')
  await reported
})

test('an app without a terminal to ask in waits for one for a while only', async () => {
  await using world = await createTerminalApps({ 'main.ts': MAIN }, PICKS)
  const { line } = await world.start({ args: ['txt'] })
  expect(await line(/^refused/)).toBe('refused UNAVAILABLE')
})

test('the profile, what holds it, the system’s own folders and what is not there are not given', async () => {
  await using world = await createTerminalApps({ 'main.ts': MAIN }, PICKS)
  const { runs } = world.platform
  const profile = world.profileDir
  for (const path of [
    '/',
    '/proc',
    '/dev/null',
    profile,
    join(profile, '..'),
    join(profile, 'identity'),
    '/none',
  ])
    await expect(
      runs.prepare({ target: world.app.path, folder: true, give: [one(path)] }),
    ).rejects.toMatchObject({ code: 'GIVE_REFUSED' })
})

test('what lies in a folder that the app may write is not given beside it, nor the app’s own storage or files', async () => {
  await using user = await createUser()
  await using world = await createTerminalApps({ 'main.ts': MAIN }, PICKS)
  const { runs } = world.platform
  const writable = (path: string) => ({ path, isWritable: true })
  const wishes = [
    [writable(user.path), one(user.join('folder'))],
    [one(user.join('a.txt')), writable(user.path)],
    [writable(user.path), writable(user.path)],
    [one(world.store.path)],
    [writable(join(world.store.path, '..'))],
    [writable(join(world.app.path, '..'))],
  ]
  for (const give of wishes)
    await expect(
      runs.prepare({ target: world.app.path, folder: true, store: world.store.path, give }),
    ).rejects.toMatchObject({ code: 'GIVE_REFUSED' })
  await expect(
    runs.prepare({ target: world.app.path, folder: true, tmpStore: true, give: [one(tmpdir())] }),
  ).rejects.toMatchObject({ code: 'GIVE_REFUSED' })
})

test('a given folder that became a link to another one meanwhile is seen by no later process', async () => {
  await using user = await createUser()
  await using elsewhere = await tempDir('elsewhere')
  await writeFile(elsewhere.join('secret.txt'), 'secret')
  await using world = await createTerminalApps(
    {
      'main.ts': `
        import { app, worker } from '@comice/runtime'
        process.on('SIGUSR2', async () => {
          const { remote } = worker('/look.ts', { args: app.args })
          console.log('seen', await remote.look().catch((error) => error.code))
          process.exit()
        })
        setInterval(() => undefined, 1000)
        console.log('here')`,
      'look.ts': `
        import { readFileSync } from 'node:fs'
        import { app, parent } from '@comice/runtime'
        parent({ look: () => readFileSync(app.args[0] + '/secret.txt', 'utf8') })`,
    },
    PICKS,
  )
  const { line, app, reported } = await world.start({
    args: [elsewhere.path],
    give: [one(user.join('folder'))],
  })
  await line(/^here/)
  await rename(user.join('folder'), user.join('moved'))
  await symlink(elsewhere.path, user.join('folder'))
  await app.signal('SIGUSR2')
  expect(await line(/^seen/)).toBe('seen SANDBOX_PATH_INVALID')
  await reported
})

test('an app that does not ask for files is given none', async () => {
  await using user = await createUser()
  await using world = await createTerminalApps({ 'main.ts': MAIN })
  const request = { target: world.app.path, folder: true, give: [one(user.join('a.txt'))] }
  await expect(world.platform.runs.prepare(request)).rejects.toMatchObject({ code: 'GIVE_NOT_ASKED' })
})
