/** Reads what the package declares, from its own `.d.cts` files, by the syntax tree of TypeScript's classic API. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'

export const MODULES_DIR = join(import.meta.dirname, '../../src/modules')

export interface Member {
  name: string
  kind: 'method' | 'property'
  optional: boolean
  /** Runtime forms that the declared type allows, or null when the syntax alone does not tell. */
  forms: string[] | null
  /** It, or an overload of it, has a doc comment. */
  documented: boolean
}

export interface Declaration {
  module: string
  /** Dotted inside the module: `Hypercore.Peer`. */
  name: string
  kind: 'class' | 'interface' | 'function' | 'const'
  members: Member[]
  statics: Member[]
  bases: string[]
}

/** Every class, interface, function and constant of every declared module. */
export function readDeclarations(directory = MODULES_DIR): Declaration[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.d.cts'))
    .sort()
    .flatMap((file) => parseDeclarations(basename(file), readFileSync(join(directory, file), 'utf8')))
}

export function parseDeclarations(fileName: string, text: string): Declaration[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true)
  return source.statements.flatMap((statement) => {
    if (!ts.isModuleDeclaration(statement) || !ts.isStringLiteral(statement.name)) return []
    return inBlock(statement, statement.name.text, '')
  })
}

function inBlock(block: ts.ModuleDeclaration, module: string, prefix: string): Declaration[] {
  if (!block.body || !ts.isModuleBlock(block.body)) return []
  return mergeOverloads(block.body.statements.flatMap((statement) => inStatement(statement, module, prefix)))
}

function inStatement(statement: ts.Statement, module: string, prefix: string): Declaration[] {
  if (ts.isModuleDeclaration(statement)) return inBlock(statement, module, `${prefix}${statement.name.text}.`)
  if (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
    return [ofType(statement, module, prefix)]
  }
  if (ts.isFunctionDeclaration(statement) && statement.name) {
    return [
      { module, name: prefix + statement.name.text, kind: 'function', members: [], statics: [], bases: [] },
    ]
  }
  if (!ts.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.map((constant) => ({
    module,
    name: prefix + constant.name.getText(),
    kind: 'const' as const,
    members: [
      {
        name: '',
        kind: 'property' as const,
        optional: false,
        forms: formsOf(constant.type),
        documented: true,
      },
    ],
    statics: [],
    bases: [],
  }))
}

function ofType(
  node: ts.ClassDeclaration | ts.InterfaceDeclaration,
  module: string,
  prefix: string,
): Declaration {
  const members = [...node.members].flatMap((member) => {
    const parsed = ofMember(member)
    return parsed ? [{ ...parsed, isStatic: isStatic(member) }] : []
  })
  return {
    module,
    name: prefix + (node.name?.text ?? ''),
    kind: ts.isClassDeclaration(node) ? 'class' : 'interface',
    members: unique(members.filter((member) => !member.isStatic)),
    statics: unique(members.filter((member) => member.isStatic)),
    bases: (node.heritageClauses ?? []).flatMap((clause) =>
      clause.types.map((type) => type.expression.getText()),
    ),
  }
}

function ofMember(member: ts.ClassElement | ts.TypeElement): Member | null {
  if (!member.name) return null
  const name = nameOf(member.name)
  const optional = 'questionToken' in member && Boolean(member.questionToken)
  const documented = ts.getJSDocCommentsAndTags(member).length > 0
  if (ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) {
    return { name, kind: 'method', optional, forms: ['function'], documented }
  }
  const type = 'type' in member ? (member.type as ts.TypeNode | undefined) : undefined
  return { name, kind: 'property', optional, forms: formsOf(type), documented }
}

/** `[Symbol.asyncIterator]` is named `@@asyncIterator`. */
function nameOf(name: ts.PropertyName): string {
  if (ts.isComputedPropertyName(name)) return `@@${name.expression.getText().replace('Symbol.', '')}`
  return ts.isStringLiteral(name) ? name.text : name.getText()
}

function isStatic(member: ts.ClassElement | ts.TypeElement): boolean {
  return ts.isClassElement(member) && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0
}

const KEYWORD_FORMS: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.NumberKeyword]: 'number',
  [ts.SyntaxKind.StringKeyword]: 'string',
  [ts.SyntaxKind.BooleanKeyword]: 'boolean',
  [ts.SyntaxKind.ObjectKeyword]: 'object',
}
const OBJECT_FORMS = new Set(['Map', 'Set', 'Uint8Array', 'Promise'])

/** What a value of this type looks like at run time: `number`, `null`, `Uint8Array`, `array`… */
function formsOf(type: ts.TypeNode | undefined): string[] | null {
  if (!type) return null
  if (ts.isUnionTypeNode(type)) {
    const parts = type.types.map(formsOf)
    return parts.every((part) => part !== null) ? parts.flat() : null
  }
  if (ts.isLiteralTypeNode(type)) return [literalForm(type)]
  if (ts.isArrayTypeNode(type)) return ['array']
  if (ts.isFunctionTypeNode(type)) return ['function']
  if (ts.isParenthesizedTypeNode(type)) return formsOf(type.type)
  if (ts.isTypeReferenceNode(type) && OBJECT_FORMS.has(type.typeName.getText()))
    return [type.typeName.getText()]
  const form = KEYWORD_FORMS[type.kind]
  return form ? [form] : null
}

function literalForm(type: ts.LiteralTypeNode): string {
  if (type.literal.kind === ts.SyntaxKind.NullKeyword) return 'null'
  if (ts.isStringLiteral(type.literal)) return 'string'
  return ts.isNumericLiteral(type.literal) ? 'number' : 'boolean'
}

/** Overloads of one name are one member; a member that is optional or unknown in any of them is so. */
function unique(members: Member[]): Member[] {
  const byName = new Map<string, Member>()
  for (const { name, kind, optional, forms, documented } of members) {
    const first = byName.get(name)
    if (first) first.documented ||= documented
    else byName.set(name, { name, kind, optional, forms, documented })
  }
  return [...byName.values()]
}

function mergeOverloads(declarations: Declaration[]): Declaration[] {
  const byKey = new Map<string, Declaration>()
  for (const declaration of declarations) {
    const key = `${declaration.kind} ${declaration.name}`
    if (!byKey.has(key)) byKey.set(key, declaration)
  }
  return [...byKey.values()]
}
