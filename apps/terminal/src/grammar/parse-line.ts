/** Understands a command line, from the table alone. */
import { COMMAND_TREE } from '../commands/command-tree.ts'
import { GLOBAL_OPTIONS, type GlobalOptions } from '../commands/global-options.ts'
import { type Action, type Command, isGroup, type Line, type Option, type Options } from './command.ts'
import { didYouMean } from './did-you-mean.ts'
import { splitWords, type SplitWords } from './split-words.ts'

/** A command and the words that lead to it, such as `room say`. */
export interface Target {
  readonly path: readonly string[]
  readonly command: Command
}

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: 'version' }
  | ({ readonly kind: 'help' } & Target)
  /** A group without the command in it. */
  | ({ readonly kind: 'incomplete' } & Target)
  | { readonly kind: 'wrong'; readonly problem: string; readonly hint: string }
  | { readonly kind: 'completion'; readonly shell: string }
  | { readonly kind: 'run'; readonly load: () => Promise<Action<never>>; readonly line: Line<never> }

/** Options of all commands. One name has a value everywhere or nowhere; a test holds that. */
const ALL_OPTIONS: Options = { ...optionsBelow(COMMAND_TREE), ...GLOBAL_OPTIONS }

/** `argv` is without Node and the script. */
export function parseLine(argv: readonly string[]): Parsed {
  const split = splitWords(argv, ALL_OPTIONS)
  const { target, rest, isHelp } = findTarget(split.words)
  const { command } = target
  const [first] = rest

  if (split.wantsHelp) return { kind: 'help', ...target }
  if (split.wantsVersion) return { kind: 'version' }
  if (split.incomplete !== null) {
    return wrong(target, `option '${optionTerm(split.incomplete)}' argument missing`)
  }
  if (isGroup(command) && first !== undefined) {
    return wrong(
      target,
      `unknown command '${first}'`,
      didYouMean(first, [...Object.keys(command.commands ?? {}), 'help']),
    )
  }
  if (isHelp) return { kind: 'help', ...target }
  const unknown = unknownOption(target, split)
  if (unknown !== null) return unknown
  return isGroup(command) ? { kind: 'incomplete', ...target } : parseArguments(target, rest, split)
}

/** Follows the words down the tree; `help` turns what follows it into a question. */
function findTarget(words: readonly string[]): { target: Target; rest: readonly string[]; isHelp: boolean } {
  const path: string[] = []
  let command = COMMAND_TREE
  let isHelp = false
  let at = 0
  for (; command.commands !== null; at++) {
    const word = words[at]
    if (word === 'help') {
      isHelp = true
      continue
    }
    if (word === undefined || !Object.hasOwn(command.commands, word)) break
    command = command.commands[word] ?? command
    path.push(word)
  }
  return { target: { path, command }, rest: words.slice(at), isHelp }
}

function unknownOption({ path, command }: Target, { unknown, given, written }: SplitWords): Parsed | null {
  const own = { ...command.options, ...GLOBAL_OPTIONS }
  const stray = [...given.keys()].find((name) => !Object.hasOwn(own, name))
  const word = unknown ?? (stray === undefined ? null : (written.get(stray) ?? `--${stray}`))
  if (word === null) return null
  const names = [...Object.keys(own), 'version', 'help'].map((name) => `--${name}`)
  return wrong({ path, command }, `unknown option '${word}'`, didYouMean(word, names))
}

function parseArguments(target: Target, args: readonly string[], split: SplitWords): Parsed {
  const { command } = target
  const globals: Record<string, unknown> = {}
  const options: Record<string, unknown> = {}
  const problem =
    readOptions(GLOBAL_OPTIONS, split, globals) ??
    readOptions(command.options, split, options) ??
    countArguments(target, args) ??
    checkChoices(command, args)
  if (problem !== null) return wrong(target, problem)
  if (command.load === null) return { kind: 'completion', shell: args[0] ?? '' }
  // The values are those of the same table that `load` is from, which `command` in command.ts holds together.
  const { behindDashes } = split
  const line = { globals: globals as unknown as GlobalOptions, args, behindDashes, options: options as never }
  return { kind: 'run', load: command.load, line }
}

/** Writes the values `into` and returns what is wrong with one. */
function readOptions(
  options: Options,
  { given, all }: SplitWords,
  into: Record<string, unknown>,
): string | null {
  for (const [name, option] of Object.entries(options)) {
    const { kind, fallback, isRequired, isRepeated = false } = option
    const text = given.get(name)
    if (text === undefined) {
      if (isRequired) return `required option '${optionTerm(name, option)}' not specified`
      into[name] = fallback
      continue
    }
    const taken = isRepeated ? all.get(name) : text
    const value = kind === null || text === true ? taken : kind.read(text)
    if (value === null) {
      return `option '${optionTerm(name, option)}' argument '${String(text)}' is invalid. expected ${kind?.expected ?? ''}.`
    }
    into[name] = value
  }
  return null
}

function countArguments({ path, command: { takes } }: Target, args: readonly string[]): string | null {
  const missing = takes.find((term, index) => term.startsWith('<') && args[index] === undefined)
  if (missing !== undefined) return `missing required argument '${missing.replaceAll(/[<>.]/gu, '')}'`
  const isOpen = /\.\.\.[>\]]$/u.test(takes.at(-1) ?? '')
  if (isOpen || args.length <= takes.length) return null
  const expected = `${takes.length} argument${takes.length === 1 ? '' : 's'}`
  const found = `${args.length}: ${args.join(', ')}`
  return `too many arguments for '${path.at(-1) ?? ''}'. Expected ${expected} but got ${found}.`
}

function checkChoices({ choices, takes }: Command, [first = '']: readonly string[]): string | null {
  if (choices === null || choices.includes(first)) return null
  const name = (takes[0] ?? '').replaceAll(/[<>]/gu, '')
  return `command-argument value '${first}' is invalid for argument '${name}'. Allowed choices are ${choices.join(', ')}.`
}

function wrong({ path }: Target, problem: string, hint: string | null = null): Parsed {
  return { kind: 'wrong', problem, hint: hint ?? `see ${['comice', ...path].join(' ')} --help` }
}

function optionTerm(name: string, option: Option<unknown> | undefined = ALL_OPTIONS[name]): string {
  return option?.value == null ? `--${name}` : `--${name} ${option.value}`
}

function optionsBelow({ options, commands }: Command): Options {
  return Object.assign({}, options, ...Object.values(commands ?? {}).map(optionsBelow)) as Options
}
