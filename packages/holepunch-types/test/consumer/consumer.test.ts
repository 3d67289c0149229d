import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PACKAGE_DIR = join(import.meta.dirname, '../..')
const PROGRAMS_DIR = join(import.meta.dirname, 'programs')
/** A compiler is all CPU: on a busy machine it takes many times its usual 2 s. */
const COMPILE_TIMEOUT_MS = 120_000
const run = promisify(execFile)

let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holepunch-types-consumer-'))
  await run('pnpm', ['pack', '--pack-destination', folder], { cwd: PACKAGE_DIR })
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  )
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, tarball)], {
    cwd: folder,
  })
  for (const program of readdirSync(PROGRAMS_DIR)) {
    copyFileSync(join(PROGRAMS_DIR, program), join(folder, program.replace('.txt', '')))
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a strict program compiles with nothing but the tarball', { timeout: COMPILE_TIMEOUT_MS }, () => {
  test('as an ES module, as a CommonJS module and as the readme shows it', async () => {
    const fences =
      readFileSync(join(PACKAGE_DIR, 'README.md'), 'utf8').match(/(?<=```ts\n)[^`]*(?=```)/g) ?? []
    writeFileSync(join(folder, 'readme.ts'), fences.at(-1) ?? '')
    const files = 'module.ts commonjs.cts readme.ts'
    expect(await compile(files, '--module nodenext --verbatimModuleSyntax --types node')).toBe('')
  })

  test('for a bundler', async () => {
    expect(await compile('module.ts', '--module esnext --moduleResolution bundler --types node')).toBe('')
  })

  test('with the package in `types` instead of a reference, and not with neither', async () => {
    const text = readFileSync(join(folder, 'module.ts'), 'utf8').replace(/^\/\/\/ .*\n/, '')
    writeFileSync(join(folder, 'unreferenced.ts'), text)
    expect(await compile('unreferenced.ts', '--module nodenext --types @comice/holepunch-types')).toBe('')
    expect(await compile('unreferenced.ts', '--module nodenext --types node --skipLibCheck')).toMatch(
      "Cannot find module 'autobase'",
    )
  })

  test('by the classic compiler', () => {
    expect(compileClassic(['module.ts', 'commonjs.cts'])).toEqual([])
  })
})

test('the tarball holds the declarations, the readme and the licence, and nothing of the workspace', () => {
  const installed = join(folder, 'node_modules/@comice/holepunch-types')
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(
    files.filter(
      (file) =>
        !/^(src(\/(modules(\/[\w-]+\.d\.cts)?|index\.d\.ts|index\.js))?|package\.json|README\.md|LICENSE)$/.test(
          file,
        ),
    ),
  ).toEqual([])
  expect(files).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'src/index.d.ts', 'src/modules/hypercore.d.cts']),
  )
  expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toMatch(/catalog:|workspace:/)
})

test('importing the package at run time gives nothing and fails nothing', async () => {
  const program = `console.log(Object.keys(await import('@comice/holepunch-types')).length)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder })
  expect(stdout).toBe('0\n')
})

/** What the native compiler prints about a strict program that checks its declaration files too. */
async function compile(files: string, flags: string): Promise<string> {
  const native = dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json'))
  const strict =
    '--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck false --noEmit --target es2022'
  const args = [
    join(native, 'bin/tsc'),
    '--ignoreConfig',
    ...strict.split(' '),
    ...flags.split(' '),
    ...files.split(' '),
  ]
  const { stdout } = await run(process.execPath, args, { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  )
  return stdout
}

/** What TypeScript's classic compiler says about the same. */
function compileClassic(files: string[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
  }
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    options,
  )
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    return `${diagnostic.file?.fileName ?? ''}: ${text}`
  })
}
