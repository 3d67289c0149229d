/**
 * TypeScript for Node, which erases types itself and nothing else. What it cannot erase (`enum`, namespaces with
 * values, parameter properties) is compiled when it is staged, under the same name: what comes out has no types left
 * to erase. The compiler is the one inside of Node, as a package (WebAssembly: the same on every system).
 */
import { createRequire } from 'node:module'
import type amaro from 'amaro'

const require = createRequire(import.meta.url)

/** Loaded when a stage first needs it: unpacking its WebAssembly takes 0.1 s, and whoever only runs apps never does. */
const compiler = (): typeof amaro => require('amaro') as typeof amaro

/** How a file is treated: `check` compiles only what Node cannot erase, `erase` leaves JavaScript in any case. */
export type TypeScriptMode = 'check' | 'erase'

export type Compiled =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'compiled'; readonly contents: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: string; readonly line: number }

/** Whether it is a file of TypeScript, by its name; declarations are not run. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?ts$/u.test(path) && !/\.d\.[cm]?ts$/u.test(path)
}

/** Whether it holds JSX by its name, which neither Node nor a browser runs. */
export function isJsx(path: string): boolean {
  return /\.[jt]sx$/u.test(path)
}

/** Total. `path` is for messages and source maps. */
export function compile(path: string, contents: Uint8Array, mode: TypeScriptMode): Compiled {
  const source = Buffer.from(contents).toString('utf8')
  try {
    const { code } = compiler().transformSync(source, { mode: 'strip-only', filename: path })
    return mode === 'check' ? { kind: 'unchanged' } : { kind: 'compiled', contents: Buffer.from(code) }
  } catch (error) {
    return isUnsupported(error) ? transform(path, source) : refusal(error)
  }
}

function transform(path: string, source: string): Compiled {
  try {
    const { code, map } = compiler().transformSync(source, {
      mode: 'transform',
      filename: path,
      sourceMap: true,
      // As Node itself did while it had this mode.
      transform: { verbatimModuleSyntax: true, nativeClassProperties: true },
    })
    const inline = Buffer.from(withSource(map, source)).toString('base64')
    const comment = `\n//# sourceMappingURL=data:application/json;base64,${inline}\n`
    return { kind: 'compiled', contents: Buffer.from(code + comment) }
  } catch (error) {
    return refusal(error)
  }
}

/** The text itself goes into the map: at run time there is nothing beside the file that the map could point to. */
function withSource(map: string | undefined, source: string): string {
  return JSON.stringify({ ...(JSON.parse(map ?? '{}') as object), sourcesContent: [source] })
}

/** What amaro throws: not an Error, but an object with these fields. */
interface CompileError {
  readonly code: string
  readonly message: string
  readonly startLine?: number
}

function isCompileError(error: unknown): error is CompileError {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error
}

function isUnsupported(error: unknown): boolean {
  return isCompileError(error) && error.code === 'UnsupportedSyntax'
}

function refusal(error: unknown): Compiled {
  if (!isCompileError(error)) return { kind: 'refused', reason: 'it cannot be compiled', line: 1 }
  return { kind: 'refused', reason: error.message, line: error.startLine ?? 1 }
}
