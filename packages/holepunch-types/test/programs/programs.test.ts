import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const SOURCES = join(import.meta.dirname, '../../src/index.d.ts')
const EXPECT_ERROR = '@ts-expect-error'
/** A compiler is all CPU: on a busy machine it takes many times its usual 3 s. */
const COMPILE_TIMEOUT_MS = 120_000
/** Parsed once for both compilations: everything but the programs. */
const parsed = new Map<string, ts.SourceFile | undefined>()
const programs = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)

describe('the usual programs', { timeout: COMPILE_TIMEOUT_MS }, () => {
  test('compile, and their mistakes are found', () => {
    expect(diagnose((text) => text).map(({ line, text }) => `${line} ${text}`)).toEqual([])
  })

  test('have exactly the mistakes that they announce', () => {
    const found = new Set(diagnose((text) => text.replaceAll(EXPECT_ERROR, '')).map(({ line }) => line))
    expect([...found].sort()).toEqual(announced().sort())
  })
})

/** `file:line` of every line after an announcement. */
function announced(): string[] {
  return programs.flatMap((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.includes(EXPECT_ERROR) ? [`${file}:${index + 2}`] : [])),
  )
}

/** Compiles all programs, each changed by `edit` first. */
function diagnose(edit: (text: string) => string): { line: string; text: string }[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    typeRoots: [join(import.meta.dirname, '../../node_modules/@types')],
  }
  const host = ts.createCompilerHost(options)
  const read = host.readFile.bind(host)
  host.readFile = (file) => {
    const text = read(file)
    return text !== undefined && file.startsWith(import.meta.dirname) ? edit(text) : text
  }
  const parse = host.getSourceFile.bind(host)
  host.getSourceFile = (file, ...rest) => {
    if (file.startsWith(import.meta.dirname)) return parse(file, ...rest)
    if (!parsed.has(file)) parsed.set(file, parse(file, ...rest))
    return parsed.get(file)
  }
  const roots = [SOURCES, ...programs.map((file) => join(import.meta.dirname, file))]
  return ts.getPreEmitDiagnostics(ts.createProgram(roots, options, host)).map(located)
}

function located({ file, start = 0, messageText }: ts.Diagnostic): { line: string; text: string } {
  const { line } = file ? file.getLineAndCharacterOfPosition(start) : { line: 0 }
  const name = file?.fileName.slice(import.meta.dirname.length + 1) ?? ''
  return { line: `${name}:${line + 1}`, text: ts.flattenDiagnosticMessageText(messageText, '\n') }
}
