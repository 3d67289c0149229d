import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestResults } from '../../../scripts/vitest/results.ts'
import { runToEnd } from '../src/program.ts'
import { ROOT } from '../../repo/src/workspace.ts'

const HERE = join(ROOT, 'tests', 'setup')

/** A package with the given test files; below this one, so that it finds vitest. */
function packageOfTests(files: Record<string, string>): string {
  mkdirSync(join(HERE, 'test-results'), { recursive: true })
  const folder = mkdtempSync(join(HERE, 'test-results', 'package-'))
  mkdirSync(join(folder, 'test'))
  const config = `import { packageConfig } from '${join(ROOT, 'vitest.base.ts')}'\nexport default packageConfig()\n`
  writeFileSync(join(folder, 'vitest.config.ts'), config)
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, 'test', name), `import { test } from 'vitest'\n${text}\n`)
  return folder
}

async function runTests(
  files: Record<string, string>,
): Promise<{ code: number | null; results: TestResults }> {
  const folder = packageOfTests(files)
  // Two workers, so that a file that hangs holds up none of the others.
  const env = { ...process.env, COMICE_TEST_FILE_DEADLINE_MS: '15000', COMICE_TEST_WORKERS: '2' }
  const { code } = await runToEnd('vitest', ['run', '--root', folder], { cwd: folder, env })
  return {
    code,
    results: JSON.parse(readFileSync(join(folder, 'test-results', 'results.json'), 'utf8')) as TestResults,
  }
}

test('a file that blocks its process is killed and named, and what ended before it is counted', async () => {
  const { code, results } = await runTests({
    'fine.test.ts': `test('fine', () => undefined)`,
    'hangs.test.ts': `test('hangs', () => { for (;;); })`,
  })
  expect(code).not.toBe(0)
  expect(results.hung).toMatchObject([{ file: 'test/hangs.test.ts' }])
  expect(results.tests).toMatchObject([{ file: 'test/fine.test.ts', name: 'fine', state: 'passed' }])
})

test('failures, skips and errors outside of tests are all in the results', async () => {
  const skip = 'test.' + 'skip'
  const { code, results } = await runTests({
    'fails.test.ts': `test('fails', () => { throw new Error('on purpose') })\n${skip}('left out', () => undefined)`,
    'import.test.ts': `import 'node:nothing'\ntest('never runs', () => undefined)`,
  })
  expect(code).not.toBe(0)
  expect(results.tests.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    'fails failed',
    'left out skipped',
  ])
  expect(results.tests.find(({ name }) => name === 'fails')?.errors.join()).toContain('on purpose')
  expect(results.errors.join()).toContain('node:nothing')
})
