import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { readProject } from '../../src/project/project.ts'
import { APP, type Entries, fill, folder, pkg } from './folder.ts'

async function read(entries: Entries) {
  await using dir = await folder({ ...APP, ...entries })
  return await readProject(dir.path)
}

const paths = ({ files }: { files: readonly { path: string }[] }) => files.map(({ path }) => path)

test('a link inside of the project is what it leads to, and one that leaves it is refused', async () => {
  await using outside = await folder({ passwd: 'root', 'dir/x': '' })
  const project = await read({
    'real/a.js': { run: '#!/usr/bin/env node' },
    'file.js': { link: 'real/a.js' },
    'absolute-out': { link: outside.join('passwd') },
    'folder-out': { link: outside.join('dir') },
    dangling: { link: 'nowhere' },
    folder: { link: 'real' },
    'loop/again': { link: '..' },
    '.git/config': 'secret',
    history: { link: '.git/config' },
  })
  expect(paths(project)).toEqual(['/file.js', '/folder/a.js', '/index.js', '/package.json', '/real/a.js'])
  expect(project.files.filter(({ executable }) => executable).map(({ path }) => path)).toEqual([
    '/file.js',
    '/folder/a.js',
    '/real/a.js',
  ])
  const reasons = Object.fromEntries(project.refusals.map(({ path, reason }) => [path, reason]))
  expect(reasons).toEqual({
    'absolute-out': 'it is a link that leaves the folder',
    'folder-out': 'it is a link that leaves the folder',
    dangling: 'it is a link to nothing',
    'loop/again': 'it is a link that leaves the folder',
    history: 'it is a link to what is never staged',
  })
})

test('names that no other system could hold are refused, and in a dependency left out', async () => {
  const project = await read({
    'a\u202Egpj.js': '',
    'aux.js': '',
    'A.js': '',
    'a.js': '',
    'what?.js': '',
    'package.json': pkg('my-app', { dependencies: { dep: '1' } }),
    'node_modules/dep/package.json': pkg('dep'),
    'node_modules/dep/con': '',
  })
  expect(paths(project)).toEqual(['/A.js', '/index.js', '/node_modules/dep/package.json', '/package.json'])
  expect(project.refusals).toHaveLength(4)
  expect(project.warnings).toEqual([
    { path: 'node_modules/dep/con', reason: 'its name cannot be used on Windows' },
  ])
})

test('what is no file is left out with a warning, and native addons are named', async () => {
  await using dir = await folder({
    ...APP,
    'package.json': pkg('my-app', { main: 'index.js', dependencies: { dep: '1' } }),
    'node_modules/dep/package.json': pkg('dep'),
    'node_modules/dep/prebuilds/linux/dep.node': '',
    'view.jsx': '',
  })
  const server = createServer().listen(dir.join('socket'))
  await once(server, 'listening')
  const { warnings, refusals } = await readProject(dir.path)
  server.close()
  expect(refusals).toEqual([])
  expect(warnings.map(({ path }) => path).sort()).toEqual([
    'node_modules/dep/prebuilds/linux/dep.node',
    'socket',
    'view.jsx',
  ])
})

test('pear.stage.ignore also leaves out files of dependencies, and a full app is not warned of addons', async () => {
  const project = await read({
    'package.json': pkg('my-app', {
      main: 'index.js',
      dependencies: { dep: '1' },
      pear: { permissions: { full: true }, stage: { ignore: ['node_modules/*/prebuilds/android-*'] } },
    }),
    'node_modules/dep/package.json': pkg('dep'),
    'node_modules/dep/prebuilds/android-arm/dep.node': '',
    'node_modules/dep/prebuilds/linux-x64/dep.node': '',
  })
  expect(paths(project)).toEqual([
    '/index.js',
    '/node_modules/dep/package.json',
    '/node_modules/dep/prebuilds/linux-x64/dep.node',
    '/package.json',
  ])
  expect(project.warnings).toEqual([])
})

test.each([
  [{ 'package.json': pkg('my-app', { main: 'gone.js' }) }, /"main" is \/gone\.js, which does not exist/u],
  [{ '.gitignore': 'index.js' }, /"main" is \/index\.js, which does not exist or is left out/u],
  [{ 'package.json': pkg('my-app', { main: 'a.tsx' }), 'a.tsx': '' }, /Node runs no JSX/u],
  [{ 'package.json': '{' }, /is no JSON/u],
] as [Entries, RegExp][])('a folder that could not run is no app', async (entries, reason) => {
  await expect(read(entries)).rejects.toMatchObject({
    code: 'PROJECT_INVALID',
    message: expect.stringMatching(reason) as string,
  })
})

test('a folder without package.json, and one that does not exist, are no apps', async () => {
  await using dir = await folder({ 'index.js': '' })
  await expect(readProject(dir.path)).rejects.toMatchObject({ code: 'PROJECT_INVALID' })
  await expect(readProject(dir.join('nowhere'))).rejects.toMatchObject({ code: 'PROJECT_INVALID' })
})

test('an app in a project of TypeScript: its packages of the workspace are staged as npm would pack them', async () => {
  await using dir = await folder({})
  const { path } = dir
  await fill(path, {
    'packages/lib/package.json': pkg('@me/lib', { files: ['src'], exports: './src/index.ts' }),
    'packages/lib/src/index.ts': 'export const a: number = 1',
    'packages/lib/test/a.test.ts': '',
    'packages/built/package.json': pkg('@me/built', { main: 'dist/index.js', files: ['dist'] }),
    'packages/built/.gitignore': 'dist',
    'packages/built/dist/index.js': '',
    'packages/built/src/index.ts': '',
    'app/package.json': pkg('app', {
      main: 'main.ts',
      dependencies: { '@me/lib': 'workspace:*', '@me/built': 'workspace:*', '@comice/runtime': '1' },
      devDependencies: { typescript: '6' },
    }),
    'app/main.ts': '',
    'app/node_modules/@me/lib': { link: '../../../packages/lib' },
    'app/node_modules/@me/built': { link: '../../../packages/built' },
    'app/node_modules/typescript/package.json': pkg('typescript'),
    'app/node_modules/@comice/runtime/package.json': pkg('@comice/runtime'),
  })
  const project = await readProject(dir.join('app'))
  expect(paths(project)).toEqual([
    '/main.ts',
    '/node_modules/@me/built/dist/index.js',
    '/node_modules/@me/built/package.json',
    '/node_modules/@me/lib/package.json',
    '/node_modules/@me/lib/src/index.ts',
    '/package.json',
  ])
  const modes = project.files.filter(({ typescript }) => typescript !== null)
  expect(modes.map(({ path: file, typescript }) => [file, typescript])).toEqual([
    ['/main.ts', 'check'],
    ['/node_modules/@me/lib/src/index.ts', 'erase'],
  ])
})

test('a dependency that is not installed is named, an optional one is not missed', async () => {
  const dependencies = { gone: '1', alsoGone: '1' }
  const optionalDependencies = { maybe: '1' }
  const reading = read({ 'package.json': pkg('my-app', { dependencies, optionalDependencies }) })
  await expect(reading).rejects.toMatchObject({
    code: 'DEPENDENCY_MISSING',
    message: 'the app needs alsoGone and 1 more packages, which is not installed',
  })
  expect((await read({ 'package.json': pkg('my-app', { optionalDependencies }) })).refusals).toEqual([])
})
