import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { compile, isTypeScript } from '../../src/project/compile.ts'

const run = promisify(execFile)

test('what Node erases itself stays as it was written', () => {
  expect(compile('/a.ts', Buffer.from('export const a: number = 1'), 'check')).toEqual({ kind: 'unchanged' })
})

test('enums, namespaces and parameter properties run under the same name, with the line that was written', async () => {
  const source = [
    'enum Pear { Comice = 1, Conference }',
    'namespace Tree { export const height = 7 }',
    'class Basket {',
    '  constructor(readonly pears: Pear[], private price?: number) {}',
    '}',
    'console.log(new Basket([Pear.Comice]).pears[0], Pear[2], Tree.height)',
    'throw new Error("here")',
  ].join('\n')
  const compiled = compile('/basket.ts', Buffer.from(source), 'check')
  if (compiled.kind !== 'compiled') throw new Error('it was not compiled')
  await using dir = await tempDir()
  await writeFile(dir.join('basket.ts'), compiled.contents)
  const failing = run(process.execPath, ['--enable-source-maps', dir.join('basket.ts')])
  const { stdout, stderr } = (await failing.catch((error: unknown) => error)) as {
    stdout: string
    stderr: string
  }
  expect(stdout).toBe('1 Conference 7\n')
  expect(stderr).toContain('basket.ts:7')
})

test('for where Node erases nothing, types are erased, in place', () => {
  const compiled = compile('/a.ts', Buffer.from('export const a: number = 1'), 'erase')
  expect(compiled.kind === 'compiled' && String(compiled.contents)).toBe('export const a         = 1')
})

test.each([
  ['const = 1', 1],
  ['\n\nconst a = <div/>', 3],
  ['export const a: number = ;', 1],
])('%j is refused with its line', (source, line) => {
  expect(compile('/a.ts', Buffer.from(source), 'check')).toMatchObject({ kind: 'refused', line })
})

test('any bytes give an answer', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(1000, 0xff),
    Buffer.from('\0\0enum'),
    Buffer.from('('.repeat(2000)),
  ]) {
    expect(compile('/a.ts', bytes, 'check').kind).toMatch(/unchanged|refused|compiled/u)
  }
})

test('declarations are not run', () => {
  expect(['a.ts', 'a.mts', 'a.cts', 'a.d.ts', 'a.d.mts', 'a.js', 'a.tsx'].filter(isTypeScript)).toEqual([
    'a.ts',
    'a.mts',
    'a.cts',
  ])
})
