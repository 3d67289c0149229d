/** Holds a declaration against a real object, both ways. Every check returns what is wrong, in words. */
import type { Declaration, Member } from './declarations.ts'

/** Declared members that the object lacks, or that look otherwise than declared. */
export function missingMembers(members: readonly Member[], object: object): string[] {
  return members.flatMap((member) => {
    const key = keyOf(member.name)
    if (!(key in object)) return member.optional ? [] : [`${member.name} is declared, but not there`]
    return wrongForm(member, (object as Record<PropertyKey, unknown>)[key])
  })
}

/** Why a value is not what the declaration says, if so. */
export function wrongForm(member: Member, value: unknown): string[] {
  if (member.forms === null || (value === undefined && member.optional)) return []
  const found = formOf(value)
  if (member.forms.some((form) => fits(form, value, found))) return []
  return [`${member.name} is declared ${member.forms.join(' | ')}, but is ${found}`]
}

function fits(form: string, value: unknown, found: string): boolean {
  return form === found || (form === 'object' && typeof value === 'object' && value !== null)
}

function formOf(value: unknown): string {
  if (value === null) return 'null'
  if (value instanceof Uint8Array) return 'Uint8Array'
  if (Array.isArray(value)) return 'array'
  for (const type of [Map, Set, Promise]) if (value instanceof type) return type.name
  return typeof value
}

/** Public members of the object that no declaration names: not `_x`, and not what `bases` already have. */
export function undeclaredMembers(
  declared: readonly string[],
  object: object,
  bases: readonly object[],
): string[] {
  const ofEveryFunction = typeof object === 'function' ? ['length', 'name', 'prototype'] : []
  const known = new Set([...declared, ...ofEveryFunction, 'constructor'])
  return publicNames(object, bases).filter((name) => !known.has(name))
}

/** Names above the first base in the prototype chain, without what that base and those below it have as well. */
function publicNames(object: object, bases: readonly object[]): string[] {
  const chain = prototypeChain(object)
  const first = chain.findIndex((level) => bases.includes(level))
  const [own, inherited] = first === -1 ? [chain, []] : [chain.slice(0, first), chain.slice(first)]
  const names = new Set(own.flatMap((level) => Object.getOwnPropertyNames(level)))
  for (const level of inherited) for (const name of Object.getOwnPropertyNames(level)) names.delete(name)
  return [...names].filter((name) => !name.startsWith('_')).sort()
}

function prototypeChain(object: object): object[] {
  const chain: object[] = []
  for (let level: object | null = object; level; level = Object.getPrototypeOf(level) as object | null)
    chain.push(level)
  return chain
}

function keyOf(name: string): PropertyKey {
  if (!name.startsWith('@@')) return name
  return (Symbol as unknown as Record<string, symbol>)[name.slice(2)] ?? Symbol.for(name)
}

/** Words of a declaration that do not occur in the module's code: an option that nothing reads is made up. */
export function unreadOptions(declaration: Declaration, code: string): string[] {
  return declaration.members
    .filter((member) => !new RegExp(`(?<![\\w$])${escapeRegExp(member.name)}(?![\\w$])`).test(code))
    .map((member) => `option ${member.name} occurs nowhere in the code`)
}

/** Declared events that the module's code never emits. */
export function unsentEvents(declaration: Declaration, code: string): string[] {
  return declaration.members
    .filter((member) => !new RegExp(`['"\`]${escapeRegExp(member.name)}['"\`]`).test(code))
    .map((member) => `event ${member.name} occurs nowhere in the code`)
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
