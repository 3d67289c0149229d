import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { removeTree } from '../src/checkout/remove-tree.ts'

const PACKAGE = new URL('../', import.meta.url)

/** What the example below a heading prints, line by line, and its folder. */
async function run(heading: string, dir: string): Promise<string[]> {
  const readme = await readFile(new URL('README.md', PACKAGE), 'utf8')
  const section = readme.slice(readme.indexOf(`## ${heading}`))
  const example = /```ts\n(?<code>.*?)```/su.exec(section)?.groups?.code ?? ''
  const program = example.replaceAll(`'.comice/`, `'${dir}/`)
  const args = ['--conditions=@comice/source', '--input-type=module-typescript', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(PACKAGE) })
  return stdout.trimEnd().split('\n')
}

test("the README's example of the author's side runs and says what it promises", async () => {
  await using dir = await tempDir('readme')
  expect(await run("The author's side", dir.path)).toEqual([
    "3 [ { path: '.env', reason: 'it looks like an environment file' } ]",
    '1.0.0 stable',
    'true 0',
  ])
})

test("the README's example of an author's tools runs and says what it promises", async () => {
  await using dir = await tempDir('readme')
  expect(await run("An author's tools", dir.path)).toEqual(['tools true', 'true'])
})

test("the README's example of the user's side runs and says what it promises", async () => {
  await using dir = await tempDir('readme')
  const lines = await run("The user's side", dir.path)
  await removeTree(join(dir.path, 'bob', 'apps'))
  expect(lines).toEqual(["app [ 'It may send to and read from https://api.example.org.' ]", 'pears 2 false'])
})
