import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launchSpec } from '../../src/index.ts'
import { createApp, HELD } from './app-folders.ts'

const manifest = (fields: object) => JSON.stringify({ name: 'test', ...fields })

describe.each(HELD)('held by %s', (_name, held) => {
  test('an ES module with top-level await runs', async () => {
    await using app = await createApp({
      'package.json': manifest({ type: 'module', main: './src/main.js' }),
      'src/main.js': `import { word } from './word.js'; console.log(await Promise.resolve(word))`,
      'src/word.js': `export const word = 'hello'`,
    })
    expect(await app.run(held)).toMatchObject({ outcome: { kind: 'exited', code: 0 }, stdout: 'hello\n' })
  })

  test('a CommonJS app runs, with packages of its own', async () => {
    await using app = await createApp({
      'package.json': manifest({ main: 'main' }),
      'main.js': `console.log(require('pear').word, require.main === module, __dirname === module.path)`,
      'node_modules/pear/package.json': manifest({ main: 'index.js' }),
      'node_modules/pear/index.js': `exports.word = 'hello'`,
    })
    expect(await app.run(held)).toMatchObject({ stdout: 'hello true true\n' })
  })

  test('TypeScript runs as it is', async () => {
    await using app = await createApp({
      'package.json': manifest({ type: 'module', main: 'main.ts' }),
      'main.ts': `import { word } from './word.ts'; const text: string = word; console.log(text)`,
      'word.ts': `export const word: string = 'hello'`,
    })
    expect(await app.run(held)).toMatchObject({ stdout: 'hello\n' })
  })

  test('the runtime is the platform’s, whatever the app brings', async () => {
    await using app = await createApp({
      'package.json': manifest({ type: 'module' }),
      'index.js': `import * as runtime from '@comice/runtime'; console.log(Object.keys(runtime).includes('BROKER_VERSION'))`,
      'node_modules/@comice/runtime/package.json': manifest({ main: 'index.js' }),
      'node_modules/@comice/runtime/index.js': `exports.mine = true`,
    })
    expect(await app.run(held)).toMatchObject({ stdout: 'true\n', stderr: '' })
  })

  test('it gets its arguments, and starts in its own folder, which is its home', async () => {
    await using app = await createApp({
      'index.js': `console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.env.HOME, process.env.TZ]))`,
    })
    const { stdout } = await app.run({
      ...held,
      args: ['--a', 'b c', '$(id)'],
      environment: { TZ: 'Asia/Tokyo' },
    })
    expect(JSON.parse(stdout)).toEqual([['--a', 'b c', '$(id)'], app.files, app.files, 'Asia/Tokyo'])
  })

  test('what it writes into its folder stays, what it writes into TMPDIR is gone at the next start', async () => {
    await using app = await createApp({
      'index.js': `const fs = require('node:fs')
        console.log(fs.readdirSync('.').join(), fs.readdirSync(process.env.TMPDIR).join())
        fs.writeFileSync('kept', 'x'); fs.writeFileSync(process.env.TMPDIR + '/gone', 'x')`,
    })
    await app.run(held)
    expect((await app.run(held)).stdout).toBe('.tmp,kept \n')
  })
})

test('a full app is plain Node: it has the user’s variables, and starts programs', async () => {
  await using app = await createApp({
    'index.js': `console.log(process.env.MINE, require('node:child_process').execSync('echo started').toString().trim())
      require('node:child_process').fork(__dirname + '/child.js')`,
    'child.js': `console.log(typeof require('@comice/runtime').BROKER_VERSION)`,
  })
  const environment = { ...process.env, MINE: 'yes' }
  expect(await app.run({ full: true, environment })).toMatchObject({ stdout: 'yes started\nnumber\n' })
})

test('the author’s own run may have an inspector, and reads where its packages are linked to', async () => {
  await using app = await createApp({
    'package.json': manifest({ type: 'module' }),
    'index.js': `import { word } from 'linked'; console.log(word, (await import('node:inspector')).url() !== undefined)`,
    '../elsewhere/package.json': manifest({ type: 'module', main: 'index.js' }),
    '../elsewhere/index.js': `export const word = 'hello'`,
  })
  const linked = join(app.checkout, '..', 'elsewhere')
  await mkdir(join(app.checkout, 'node_modules'))
  await symlink(linked, join(app.checkout, 'node_modules', 'linked'))
  const { stdout } = await app.run({ readable: [linked], inspect: '127.0.0.1:0', accept: 'seat-belt' })
  expect(stdout).toBe('hello true\n')
})

describe('refused before it starts', () => {
  test('an app that would not be confined, when nobody agreed to that', async () => {
    await using app = await createApp({ 'index.js': '' })
    await expect(app.launch({ without: ['bubblewrap'] })).rejects.toMatchObject({
      code: 'NOT_CONFINED',
      message: expect.stringMatching(/^not confined against hostile code: /),
      exitCode: 4,
    })
    await expect(
      app.launch({ without: ['bubblewrap', 'permission'], accept: 'seat-belt' }),
    ).rejects.toMatchObject({ code: 'NOT_CONFINED' })
  })

  test('a main file outside of the app, by its path or by a link', async () => {
    await using app = await createApp({
      'package.json': manifest({ main: '../outside.js' }),
      '../outside.js': '',
    })
    await expect(app.launch()).rejects.toMatchObject({ code: 'APP_MAIN_INVALID', exitCode: 8 })
    await writeFile(join(app.checkout, 'package.json'), manifest({ main: 'link.js' }))
    await symlink('../outside.js', join(app.checkout, 'link.js'))
    await expect(app.launch()).rejects.toMatchObject({ code: 'APP_MAIN_INVALID' })
  })

  test('an app without a main file', async () => {
    await using app = await createApp({ 'package.json': manifest({}) })
    await expect(app.launch()).rejects.toMatchObject({
      code: 'APP_MAIN_INVALID',
      details: { main: 'index.js' },
    })
  })

  test('a path that Node would read as a pattern', async () => {
    await using app = await createApp({ 'index.js': '', '../a*b/file': '' })
    const files = join(app.files, '..', 'a*b')
    await expect(app.launch({ files })).rejects.toMatchObject({ code: 'SANDBOX_PATH_INVALID' })
    await expect(app.launch({ files: join(app.files, 'none') })).rejects.toMatchObject({
      code: 'SANDBOX_PATH_INVALID',
    })
  })

  test('with the permission model alone: a files folder with a symbolic link in it, however deep', async () => {
    await using app = await createApp({ 'index.js': '' })
    await mkdir(join(app.files, 'a', 'b'), { recursive: true })
    await symlink('/etc', join(app.files, 'a', 'b', 'etc'))
    const held = { without: ['bubblewrap'], accept: 'seat-belt' } as const
    await expect(app.launch(held)).rejects.toMatchObject({
      code: 'SANDBOX_LINK',
      details: { path: join(app.files, 'a', 'b', 'etc') },
    })
  })

  test('a files folder that holds more than it may', async () => {
    await using app = await createApp({ 'index.js': '', '../files/large': 'x'.repeat(100_000) })
    await expect(app.launch({ diskBytes: 50_000 })).rejects.toMatchObject({
      code: 'APP_OUT_OF_DISK',
      exitCode: 9,
    })
  })
})

test('a spec is JSON, and its name is safe to show', async () => {
  await using app = await createApp({ 'index.js': '' })
  const { checkout, files } = app
  const spec = await launchSpec({ app: '\u001b]0;owned\u0007pear\u202e', checkout, files, ...HELD[0]?.[1] })
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
  expect(spec.app).toBe('pear')
})
