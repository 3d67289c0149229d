import { describe, expect, test } from 'vitest'
import { expectNone } from '../src/expect-none.ts'
import { readText, repositoryFiles } from '../src/workspace.ts'

const SELF = 'tests/repo/test/honest-tests.test.ts'
const tests = repositoryFiles().filter(
  (file) =>
    (/\.test\.tsx?$/.test(file) || /^(packages|apps|tests)\/[^/]+\/test\/.*\.tsx?$/.test(file)) &&
    file !== SELF,
)

function found(pattern: RegExp): string[] {
  return tests.flatMap((file) => {
    const lines = readText(file).split('\n')
    return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : []))
  })
}

describe('tests', () => {
  test('there are some to look at', () => {
    expect(tests.length).toBeGreaterThan(1)
  })

  test('none is skipped, focused, expected to fail or tried again', () => {
    expectNone(
      found(
        /\b(test|it|describe|suite|bench)\.(only|skip|todo|fails|skipIf|runIf)\b|\b(xit|xdescribe|fit|fdescribe)\(|\bctx\.skip\(|\bretry:\s*[1-9]/,
      ),
    )
  })

  test('none waits a fixed time', () => {
    expectNone(
      found(
        /(?<![.\w])(timers\.)?(setTimeout|sleep|delay|pause|wait)\(\s*(\w+\s*,\s*|\(\)\s*=>[^,]*,\s*)?[0-9_]{2,}\s*[),]/,
      ),
    )
  })

  test('none replaces a real part by a mock', () => {
    expectNone(found(/\bvi\.(mock|doMock|fn|spyOn|stubGlobal)\(/))
  })

  test('titles state facts', () => {
    expect(found(/^\s*(test|it)(\.each\([^)]*\))?\(\s*['"`][^'"`]*\bshould\b/)).toEqual([])
  })
})

describe('sources', () => {
  test('nothing is left for later', () => {
    const later = new RegExp(
      ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].map((word) => `\\b${word}\\b`).join('|'),
    )
    const code = repositoryFiles().filter((file) =>
      /^(packages|apps|scripts|tests|bench|examples|templates)\/.*\.(ts|tsx|mjs)$/.test(file),
    )
    expectNone(code.filter((file) => later.test(readText(file))))
  })
})
