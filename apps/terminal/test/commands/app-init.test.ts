import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { runToEnd } from '../machine.ts'

const PROGRAM = fileURLToPath(new URL('../../src/comice.ts', import.meta.url))

function init(...args: string[]) {
  const env = { FORCE_COLOR: undefined, NO_COLOR: '1' }
  return runToEnd(process.execPath, ['--conditions=@comice/source', PROGRAM, 'app', 'init', ...args], { env })
}

test('a folder is made and named, and what comes next is said', async () => {
  await using dir = await tempDir()
  const made = await init(dir.join('My Pears'))
  expect(made).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('comice app dev') })
  expect(made.stdout.split('\n')[0]).toBe(`my-pears is in ${dir.join('My Pears')}`)
  const manifest = JSON.parse(await readFile(dir.join('My Pears', 'package.json'), 'utf8')) as object
  expect(manifest).toMatchObject({ name: 'my-pears', pear: { type: 'terminal' } })
  const again = await init(dir.join('My Pears'), '--template', 'window')
  expect(again).toMatchObject({ code: 7, stderr: expect.stringContaining('TEMPLATE_CONFLICT') })
})

test('programs are told as JSON what was made', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('notes.txt'), '')
  const made = await init(dir.path, '--template', 'window', '--name', '@me/pears', '--json')
  expect(made.json).toEqual([
    expect.objectContaining({ type: 'app-created', name: '@me/pears', dir: dir.path }),
  ])
  expect((made.json[0]?.['files'] as string[]).map((file) => join('', file))).toContain('index.html')
})

test('wrong names and templates are refused with what would do', async () => {
  await using dir = await tempDir()
  const web = await init(dir.path, '--template', 'web')
  expect(web).toMatchObject({ code: 2, stderr: expect.stringContaining('one of terminal, window') })
  const upper = await init(dir.path, '--name', 'Pears')
  expect(upper).toMatchObject({ code: 2, stderr: expect.stringContaining('APP_NAME_INVALID') })
})
