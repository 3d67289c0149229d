import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { removeTree } from '../src/checkout/remove-tree.ts'

const PACKAGE = new URL('../', import.meta.url)

test("the README's example of the user's side runs and says what it promises", async () => {
  const readme = await readFile(new URL('README.md', PACKAGE), 'utf8')
  const example = /## The user's side.*?```ts\n(?<code>.*?)```/su.exec(readme)?.groups?.code ?? ''
  await using dir = await tempDir('readme')
  const program = example.replaceAll(`'.comice/`, `'${dir.path}/`)
  const args = ['--conditions=@comice/source', '--input-type=module-typescript', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(PACKAGE) })
  await removeTree(join(dir.path, 'bob', 'apps'))
  expect(stdout.trimEnd().split('\n')).toEqual([
    "app [ 'It may send to and read from https://api.example.org.' ]",
    'pears 2 false',
  ])
}, 60_000)
