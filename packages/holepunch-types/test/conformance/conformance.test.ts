import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ReadyResource from 'ready-resource'
import { Duplex, Readable, Stream, Writable } from 'streamx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingMembers, undeclaredMembers, unreadOptions, unsentEvents, wrongForm } from './checks.ts'
import { parseDeclarations, readDeclarations, type Declaration } from './declarations.ts'
import { codeOf } from './sources.ts'
import { openWorld, type Reality } from './world.ts'

/** `module#Name` → reason → members of the real object that are left out of the declarations on purpose. */
type Undeclared = Record<string, Record<string, string[]>>

const UNDECLARED_FILE = join(import.meta.dirname, 'undeclared.json')
/** What comes with a base class is that class's business. */
const BASES = [
  Object,
  Function,
  Error,
  EventEmitter,
  ReadyResource,
  Stream,
  Readable,
  Writable,
  Duplex,
].flatMap((base) => [base, base.prototype])
const READY_RESOURCE_FIELDS = Object.keys(new ReadyResource())
const INPUT_NAME = /(Options|Input|Range|Handlers|Hooks)$/
const EVENTS_NAME = /Events$/

const declarations = readDeclarations()
const reviewed = JSON.parse(readFileSync(UNDECLARED_FILE, 'utf8')) as Undeclared
const named = declarations.map((declaration) => [keyOf(declaration), declaration] as const)
const shapes = named.filter(
  ([, declaration]) => declaration.kind === 'class' || declaration.kind === 'interface',
)

let reality: Reality = {}
let close: () => PromiseLike<void>

beforeAll(async () => {
  const world = await openWorld()
  reality = world.reality
  close = () => world[Symbol.asyncDispose]()
})

afterAll(() => close(), 20_000)

describe('what is declared is there', () => {
  test.each(named.filter(([, each]) => each.kind === 'function' || each.kind === 'const'))(
    '%s',
    (key, declaration) => {
      expect(exportProblems(key, declaration)).toEqual([])
    },
  )

  test.each(shapes.filter(([key]) => isObject(key)))('%s', (key, declaration) => {
    const real = reality[key]
    expect(real, `no real ${key} in the test's world`).toBeDefined()
    expect(missingMembers(withBases(declaration), real?.object ?? {})).toEqual([])
    expect(missingMembers(declaration.statics, real?.statics ?? {})).toEqual([])
  })

  test.each(shapes.filter(([key]) => !isObject(key)))('%s', (_, declaration) => {
    const check = EVENTS_NAME.test(declaration.name) ? unsentEvents : unreadOptions
    expect(check(declaration, codeOf(declaration.module))).toEqual([])
  })
})

describe('what is there and not declared is reviewed', () => {
  test.each(shapes.filter(([key]) => isObject(key)))('%s', (key, declaration) => {
    expect(undeclaredOf(key, declaration)).toEqual(
      Object.values(reviewed[key] ?? {})
        .flat()
        .sort(),
    )
  })

  test.each(functionModules())('%s', (module, keys) => {
    const exported = reality[keys[0] ?? '']?.statics ?? {}
    const declared = keys.map((key) => key.split(/[#.]/).at(-1) ?? '')
    expect(undeclaredMembers(declared, exported, BASES)).toEqual(reviewedOf(module))
  })

  test('the reviewed list names only declared things', () => {
    const known = new Set([...shapes.map(([key]) => key), ...functionModules().map(([module]) => module)])
    expect(Object.keys(reviewed).filter((key) => !known.has(key))).toEqual([])
  })
})

test('every member of every class and interface has a doc comment', () => {
  const bare = shapes.flatMap(([key, { members, statics }]) =>
    [...members, ...statics].filter(({ documented }) => !documented).map(({ name }) => `${key}.${name}`),
  )
  expect(bare).toEqual([])
})

describe('the checks can fail', () => {
  const [fake] = parseDeclarations(
    'fake.d.cts',
    `declare module 'hyperswarm' {
    class Hyperswarm { teleport(topic: Uint8Array): void; static warp(): void; maxPeers: string; connections: Set<object> }
  }`,
  )

  test('a member that does not exist is found', () => {
    const real = reality['hyperswarm#Hyperswarm']
    expect(missingMembers(fake?.members ?? [], real?.object ?? {})).toEqual([
      'teleport is declared, but not there',
      'maxPeers is declared string, but is number',
    ])
    expect(missingMembers(fake?.statics ?? [], real?.statics ?? {})).toEqual([
      'warp is declared, but not there',
    ])
  })

  test('a member that is left out is found', () => {
    const names = (fake?.members ?? []).map((member) => member.name)
    expect(undeclaredMembers(names, reality['hyperswarm#Hyperswarm']?.object ?? {}, BASES)).toContain(
      'joinPeer',
    )
  })

  test('an option that nothing reads and an event that nothing emits are found', () => {
    const [options, events] = parseDeclarations(
      'fake.d.cts',
      `declare module 'hyperswarm' {
      interface Options { maxPeers?: number; turboPeers?: number }
      interface Events { connection: []; 'connection-of-the-third-kind': [] }
    }`,
    )
    if (!options || !events) throw new Error('the fake does not parse')
    expect(unreadOptions(options, codeOf('hyperswarm'))).toEqual([
      'option turboPeers occurs nowhere in the code',
    ])
    expect(unsentEvents(events, codeOf('hyperswarm'))).toEqual([
      'event connection-of-the-third-kind occurs nowhere in the code',
    ])
  })
})

function keyOf({ module, name }: Declaration): string {
  return `${module}#${name}`
}

function reviewedOf(key: string): string[] {
  return Object.values(reviewed[key] ?? {})
    .flat()
    .sort()
}

/** Modules that export functions and constants, with the keys of those that are declared. */
function functionModules(): [module: string, keys: string[]][] {
  const exported = named.filter(([, { kind }]) => kind === 'function' || kind === 'const')
  const modules = new Set(exported.map(([, { module }]) => module))
  for (const [, { module, kind }] of named) if (kind === 'class') modules.delete(module)
  return [...modules].map((module) => [
    module,
    exported.filter(([, each]) => each.module === module).map(([key]) => key),
  ])
}

/** Interfaces that callers fill in, beside those whose name says so. */
const INPUTS = new Set([
  'autobase#Autobase.ViewCoreOptions',
  'codecs#codecs.NamedEncodings',
  'hypercore#Hypercore.EncryptionOption',
  'hypercore#Hypercore.EncryptionProvider',
  'hypercore#Hypercore.Prologue',
  'hypercore#Hypercore.ProofRequest',
  'hypercore-crypto#TreeNode',
  'protomux#Protomux.ChannelId',
  'protomux#Protomux.FramedStream',
  'protomux-rpc#ProtomuxRPC.OneEncoding',
  'protomux-rpc#ProtomuxRPC.TwoEncodings',
  'protomux-rpc#ProtomuxRPC.Timeout',
  'protomux-wakeup#ProtomuxWakeup.Lookup',
  'protomux-wakeup#ProtomuxWakeup.Wakeup',
  '@hyperswarm/secret-stream#NoiseSecretStream.Handshake',
])

/** Whether a real object can be held against a shape; the others are what callers pass in, or events. */
function isObject(key: string): boolean {
  return !INPUTS.has(key) && !INPUT_NAME.test(key) && !EVENTS_NAME.test(key)
}

function exportProblems(key: string, declaration: Declaration): string[] {
  const exported = reality[key]?.statics as Record<string, unknown> | undefined
  if (!exported) return [`no real ${key}`]
  const name = declaration.name.split('.').at(-1) ?? ''
  const value = isNamed(exported, name) ? exported : exported[name]
  if (declaration.kind === 'function') return typeof value === 'function' ? [] : [`${name} is no function`]
  return value === undefined
    ? [`${name} is not there`]
    : declaration.members.flatMap((member) => wrongForm(member, value))
}

function isNamed(exported: object, name: string): boolean {
  return typeof exported === 'function' && exported.name === name
}

/** Members of a shape and of the shapes of its module that it extends. */
function withBases(declaration: Declaration): Declaration['members'] {
  const inherited = declaration.bases.flatMap((base) => {
    const parent = declarations.find(
      (each) => each.module === declaration.module && (each.name === base || each.name.endsWith(`.${base}`)),
    )
    return parent ? withBases(parent) : []
  })
  return [...declaration.members, ...inherited]
}

function undeclaredOf(key: string, declaration: Declaration): string[] {
  const real = reality[key]
  const members = withBases(declaration).map((member) => member.name)
  const fields = declaration.bases.includes('ReadyResource') ? READY_RESOURCE_FIELDS : []
  const instance = undeclaredMembers([...members, ...fields], real?.object ?? {}, BASES)
  if (!real?.statics || declaration.kind === 'interface') return instance
  const names = declaration.statics.map((member) => member.name)
  const statics = undeclaredMembers([...names, ...namesIn(declaration)], real.statics, BASES)
  return [...instance, ...statics.map((name) => `static ${name}`)].sort()
}

/** Names in the namespace of a class: nested classes are static members too. */
function namesIn({ module, name }: Declaration): string[] {
  const inside = declarations.filter((each) => each.module === module && each.name.startsWith(`${name}.`))
  return inside.map((each) => each.name.split('.').at(-1) ?? '')
}
