import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type TempDir, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { watchProject } from '../../src/dev/index.ts'

// Files are changed without a pause between them: one in the middle, on a busy machine, would make two savings of one.

async function createProject(): Promise<TempDir> {
  const dir = await tempDir('project')
  mkdirSync(dir.join('src'))
  mkdirSync(dir.join('node_modules', 'left'), { recursive: true })
  mkdirSync(dir.join('build'))
  writeFileSync(dir.join('.gitignore'), 'build/\n*.tmp\n')
  writeFileSync(dir.join('src', 'main.ts'), '1')
  const manifest = { name: 'pears', version: '1.0.0', pear: { stage: { ignore: ['notes'] } } }
  writeFileSync(dir.join('package.json'), JSON.stringify(manifest))
  return dir
}

async function watched(dir: TempDir) {
  const watch = await watchProject(dir.path)
  const changes = watch.changes[Symbol.asyncIterator]()
  return {
    next: async () => {
      const { value } = await changes.next()
      return value as readonly string[] | undefined
    },
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  }
}

test('what is saved together is told together, new and removed files too', async () => {
  await using dir = await createProject()
  await using watch = await watched(dir)
  writeFileSync(dir.join('src', 'main.ts'), '22')
  writeFileSync(dir.join('index.html'), 'new')
  expect(await watch.next()).toEqual(['index.html', 'src/main.ts'])
  rmSync(dir.join('index.html'))
  expect(await watch.next()).toEqual(['index.html'])
})

test('a file is told of once when an editor replaces it by a copy', async () => {
  await using dir = await createProject()
  await using watch = await watched(dir)
  writeFileSync(dir.join('src', '4913'), '')
  rmSync(dir.join('src', '4913'))
  writeFileSync(dir.join('src', 'main.ts~'), '22')
  renameSync(dir.join('src', 'main.ts~'), dir.join('src', 'main.ts'))
  expect(await watch.next()).toEqual(['src/main.ts'])
})

test('a folder that is made and filled at once is watched from then on', async () => {
  await using dir = await createProject()
  await using watch = await watched(dir)
  mkdirSync(dir.join('lib', 'deep'), { recursive: true })
  writeFileSync(dir.join('lib', 'deep', 'a.ts'), '1')
  expect(await watch.next()).toEqual(['lib/deep/a.ts'])
  writeFileSync(dir.join('lib', 'deep', 'a.ts'), '22')
  expect(await watch.next()).toEqual(['lib/deep/a.ts'])
})

test('what is not part of the app is not told: installed, ignored, left out by package.json', async () => {
  await using dir = await createProject()
  await using watch = await watched(dir)
  mkdirSync(dir.join('notes'))
  const quiet = ['node_modules/left/index.js', 'build/main.js', 'src/a.tmp', 'notes/a', '.git']
  for (const path of quiet) writeFileSync(dir.join(path), 'x')
  const now = new Date()
  utimesSync(dir.join('src'), now, now)
  writeFileSync(dir.join('src', 'main.ts'), '22')
  expect(await watch.next()).toEqual(['src/main.ts'])
})

test('rules that change count from then on', async () => {
  await using dir = await createProject()
  await using watch = await watched(dir)
  writeFileSync(dir.join('build', 'main.js'), '1')
  writeFileSync(dir.join('.gitignore'), '')
  expect(await watch.next()).toEqual(['.gitignore', 'build/main.js'])
  writeFileSync(dir.join('package.json'), '{ half of it')
  expect(await watch.next()).toEqual(['package.json'])
})

test('changes before the first look at them are not lost, and it ends with its scope', async () => {
  await using dir = await createProject()
  const watch = await watchProject(dir.path)
  writeFileSync(dir.join('src', 'main.ts'), '22')
  const lists: (readonly string[])[] = []
  for await (const paths of watch.changes) {
    lists.push(paths)
    await watch[Symbol.asyncDispose]()
  }
  expect(lists).toEqual([['src/main.ts']])
})

test('a folder that is not there is refused', async () => {
  await expect(watchProject('/nowhere/at/all')).rejects.toMatchObject({ code: 'PROJECT_INVALID' })
})
