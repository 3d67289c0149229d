import ts from 'typescript'
import { readText } from './workspace.ts'

export interface Import {
  specifier: string
  /** Erased when compiled. */
  typeOnly: boolean
}

/** Every module that a source file names: static, dynamic and re-exported. */
export function importsOf(file: string): Import[] {
  const kind = /\.[cm]?tsx$/.test(file) ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, false, kind)
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const named = namedModule(node)
    if (named !== null) found.push(named)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function namedModule(node: ts.Node): Import | null {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier, isTypeOnlyImport(node))
  if (ts.isExportDeclaration(node))
    return node.moduleSpecifier ? literal(node.moduleSpecifier, node.isTypeOnly) : null
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return literal(node.argument.literal, true)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] ? literal(node.arguments[0], false) : null
  }
  return null
}

function literal(node: ts.Node, typeOnly: boolean): Import | null {
  return ts.isStringLiteralLike(node) ? { specifier: node.text, typeOnly } : null
}

/** Under `verbatimModuleSyntax` a list of `type` names still loads the module: only `import type` is erased. */
function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.isTypeOnly ?? false
}

/** `@comice/core/testing` → `@comice/core`, `hyperdht/testnet` → `hyperdht`; null for relative and built-in modules. */
export function packageName(specifier: string): string | null {
  if (/^(\.|\/|node:|#|virtual:)/.test(specifier)) return null
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? null)
}
