import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { seededRandom, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readProject } from '../../src/project/project.ts'
import { APP, type Entries, fill, folder, PACKAGE } from './folder.ts'

const run = promisify(execFile)

/** What is staged of a folder, beside what every app has. */
async function staged(dir: string, include: string[] = []): Promise<string[]> {
  const { files } = await readProject(dir, { include })
  const names = files.map(({ path }) => path.slice(1))
  return names.filter((name) => name !== 'package.json' && name !== 'index.js' && !name.startsWith('.'))
}

async function stagedOf(entries: Entries, include?: string[]): Promise<string[]> {
  await using dir = await folder({ ...APP, ...entries })
  return await staged(dir.path, include)
}

test('rules of an inner folder come after those of an outer one, and the last that fits decides', async () => {
  const files = await stagedOf({
    '.gitignore': '*.tmp\n/build\n!keep.tmp\n# a comment\n\n',
    'a.tmp': '',
    'keep.tmp': '',
    'build/x.js': '',
    'src/build/y.js': '',
    'src/b.tmp': '',
    'src/.gitignore': '!b.tmp\n/z.js\n',
    'src/z.js': '',
    'src/deep/z.js': '',
  })
  expect(files).toEqual(['keep.tmp', 'src/.gitignore', 'src/b.tmp', 'src/build/y.js', 'src/deep/z.js'])
})

test('.comiceignore stages what git does not track, and leaves out what it does', async () => {
  const files = await stagedOf({
    '.gitignore': 'dist/\n',
    '.comiceignore': '!dist/\n*.test.js\n',
    'dist/app.js': '',
    'dist/app.test.js': '',
  })
  expect(files).toEqual(['dist/app.js'])
})

test('pear.stage leaves out paths of the folder, and takes only some where it says so', async () => {
  const manifest = (stage: object) => JSON.stringify({ name: 'my-app', version: '1.0.0', pear: { stage } })
  const entries = { 'test/a.js': '', 'src/test/b.js': '', 'src/c.js': '', 'docs/d.md': '' }
  const ignoring = { ...entries, 'package.json': manifest({ ignore: ['test', '/docs'] }) }
  expect(await stagedOf(ignoring)).toEqual(['src/c.js', 'src/test/b.js'])
  const only = { ...entries, 'package.json': manifest({ only: ['/src', 'index.js'] }) }
  expect(await stagedOf(only)).toEqual(['src/c.js', 'src/test/b.js'])
})

test('histories, logs and caches are never staged, and a named file is, whatever the rules say', async () => {
  const entries = {
    '.git/config': '',
    '.comice/x': '',
    'npm-debug.log': '',
    'node_modules/.cache/x': '',
    '.gitignore': 'out',
    'out/a.js': '',
    'out/b.js': '',
  }
  expect(await stagedOf(entries)).toEqual([])
  expect(await stagedOf(entries, ['out/b.js', './npm-debug.log'])).toEqual(['npm-debug.log', 'out/b.js'])
  await expect(stagedOf(entries, ['out/c.js'])).rejects.toMatchObject({ code: 'PROJECT_INVALID' })
})

test('the rules of the repository around the app hold in it, unless they leave it out itself', async () => {
  await using repository = await folder({ '.git/HEAD': '', '.gitignore': '*.gen.js\n/scratch\n' })
  const entries = { 'package.json': PACKAGE, 'index.js': '', 'a.gen.js': '', 'b.js': '' }
  await fill(repository.join('apps', 'one [x]'), entries)
  await fill(repository.join('scratch'), entries)
  expect(await staged(repository.join('apps', 'one [x]'))).toEqual(['b.js'])
  expect(await staged(repository.join('scratch'))).toEqual(['a.gen.js', 'b.js'])
})

test('for any rules it stages what git would track', async () => {
  const random = seededRandom(`ignore/${testSeed()}`)
  const names = ['a', 'b', 'c.js', 'd.tmp', 'build', '[x]', 'e f', '#g', '!h']
  const rules = [
    '*',
    'a',
    'a/',
    '/a',
    'a/b',
    'b/**',
    '**/c.js',
    '*.tmp',
    '!*.tmp',
    '!a',
    '!/b',
    '!build/',
    'build',
    '/build/',
    '!c.js',
    String.raw`\#g`,
    String.raw`\!h`,
    '[ab]',
    '?',
    '*/a',
    'a/*',
    '!a/*',
    'e f',
    '/*/',
    '!*/',
    '**/b/',
    'a/**/c.js',
  ]
  for (let round = 0; round < 25; round++) {
    const entries: Record<string, string> = {}
    for (let at = 0; at < 30; at++) {
      const depth = random.integer(1, 4)
      const path = Array.from({ length: depth }, () => random.pick(names)).join('/')
      const isClash = Object.keys(entries).some(
        (other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`) || other === path,
      )
      if (!isClash) entries[path] = ''
    }
    const folders = new Set([
      '',
      ...Object.keys(entries).flatMap((path) =>
        path
          .split('/')
          .slice(0, -1)
          .map((_, at, all) => `${all.slice(0, at + 1).join('/')}/`),
      ),
    ])
    for (const at of folders) {
      if (at !== '' && random.chance(0.7)) continue
      entries[`${at}.gitignore`] = Array.from({ length: random.integer(1, 5) }, () =>
        random.pick(rules),
      ).join('\n')
    }
    // What the app itself consists of is there whatever the rules say.
    entries['.gitignore'] += '\n!/package.json\n!/index.js\n'
    await using dir = await folder({ ...entries, ...APP })
    await run('git', ['init', '-q'], { cwd: dir.path })
    const options = { cwd: dir.path, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }
    const { stdout } = await run('git', ['ls-files', '-z', '--others', '--exclude-standard'], options)
    const tracked = stdout
      .split('\0')
      .filter((path) => path !== '')
      .sort()
    const { files } = await readProject(dir.path)
    const found = files.map(({ path }) => path.slice(1)).sort()
    expect(found, JSON.stringify({ round, entries })).toEqual(tracked)
  }
})
