import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'

const PACKAGE = new URL('../', import.meta.url)

test('the README’s example runs and says what it promises', async () => {
  await using dir = await tempDir('readme')
  const text = await readFile(new URL('README.md', PACKAGE), 'utf8')
  const example = /```ts\n(?<code>.*?)```/su.exec(text)?.groups?.['code'] ?? ''
  const program = example.replaceAll(`'.comice/`, `'${dir.path}/`)
  const args = ['--conditions=@comice/source', '--input-type=module-typescript', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(PACKAGE) })
  expect(stdout).toBe(`pears\n{ kind: 'code', code: 0 }\n`)
}, 120_000)
