import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const PACKAGE = new URL('../', import.meta.url)

test("the README's example runs and prints what it promises", async () => {
  const readme = await readFile(new URL('README.md', PACKAGE), 'utf8')
  const example = /```ts\n(?<code>.*?)```/su.exec(readme)?.groups?.code ?? ''
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(30)

  const args = ['--conditions=@comice/source', '--input-type=module-typescript', '--eval', example]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(PACKAGE) })
  expect(stdout.split('\n')).toEqual([
    'hello',
    'false',
    '0 5 /index.html',
    'this is not a valid invite: its checksum does not fit: a character is wrong or missing',
    '',
  ])
})
