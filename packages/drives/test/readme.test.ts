import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles } from './folder.ts'

const PACKAGE = new URL('../', import.meta.url)

/** Runs the first example of a page with its folders in `dir`; what it prints, line by line. */
async function run(page: URL, dir: string): Promise<string[]> {
  const text = await readFile(page, 'utf8')
  const example = /```ts\n(?<code>.*?)```/su.exec(text)?.groups?.['code'] ?? ''
  const program = example
    .replaceAll(/'(?:\.\/)?\.comice\//gu, `'${dir}/`)
    .replaceAll(`'./docs'`, `'${dir}/docs'`)
  const args = ['--conditions=@comice/source', '--input-type=module-typescript', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(PACKAGE) })
  return stdout.trimEnd().split('\n')
}

test('the README’s example runs and says what it promises', async () => {
  await using dir = await tempDir('readme')
  expect(await run(new URL('README.md', PACKAGE), dir.path)).toEqual(['1 ripe', 'change /comice.txt', 'ripe'])
})

test('the example of the page on drives runs', async () => {
  await using dir = await tempDir('concept')
  await makeFiles(dir.join('docs'), { 'a.md': 'a', 'b/c.md': 'c' })
  const page = new URL('../../docs/concepts/drives.md', PACKAGE)
  expect(await run(page, dir.path)).toEqual(['add /a.md', 'add /b/c.md', 'watching 2'])
})
