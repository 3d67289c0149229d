/** Splits a command line into words and options. Which command they are for is decided after. */
import type { Option, Options } from './command.ts'

export interface SplitWords {
  /** Names of commands, then their arguments. */
  readonly words: readonly string[]
  /** Those of them that stood behind `--`. */
  readonly behindDashes: readonly string[]
  /** What was given, by the option's name; the last one counts. */
  readonly given: ReadonlyMap<string, string | true>
  /** All that was given, in order. */
  readonly all: ReadonlyMap<string, readonly (string | true)[]>
  /** How these were written, by name: `--long`, or by its letter `-l`. */
  readonly written: ReadonlyMap<string, string>
  readonly wantsHelp: boolean
  readonly wantsVersion: boolean
  /** The first that no command has, as it was written. */
  readonly unknown: string | null
  /** The option whose value is missing. */
  readonly incomplete: string | null
}

const HELP = ['-h', '--help']
const VERSION = ['-V', '--version']

/** `-1`, `-.5e3`: an argument, because no option is a digit. */
const NEGATIVE_NUMBER = /^-(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$/u

/**
 * Options may stand anywhere before `--`, with their value in the next word or behind `=`. `known` are those of all
 * commands, because an option may stand before the command that has it.
 */
export function splitWords(argv: readonly string[], known: Options): SplitWords {
  const words: string[] = []
  const behindDashes: string[] = []
  const given = new Map<string, string | true>()
  const all = new Map<string, (string | true)[]>()
  const written = new Map<string, string>()
  const asked = { wantsHelp: false, wantsVersion: false }
  let unknown: string | null = null
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') behindDashes.push(...rest.splice(0))
    else if (!isOption(word)) words.push(word)
    else if (HELP.includes(word)) asked.wantsHelp = true
    else if (VERSION.includes(word)) asked.wantsVersion = true
    else {
      const found = findOption(word, known)
      unknown ??= found === null ? word : null
      if (found === null) continue
      const value = found.option.value === null ? true : (found.inline ?? rest.shift())
      if (value === undefined)
        return { words, behindDashes, given, all, written, ...asked, unknown, incomplete: found.name }
      given.set(found.name, value)
      add(all, found.name, value)
      written.set(found.name, found.written)
    }
  }
  return {
    words: [...words, ...behindDashes],
    behindDashes,
    given,
    all,
    written,
    ...asked,
    unknown,
    incomplete: null,
  }
}

function add(all: Map<string, (string | true)[]>, name: string, value: string | true): void {
  all.set(name, [...(all.get(name) ?? []), value])
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !NEGATIVE_NUMBER.test(word)
}

function findOption(
  word: string,
  known: Options,
): { name: string; written: string; option: Option<unknown>; inline: string | undefined } | null {
  const [, long, inline] = /^--([^=]+)(?:=(.*))?$/su.exec(word) ?? []
  const { name, attached } = long === undefined ? ofLetter(word, known) : { name: long, attached: inline }
  const option = Object.hasOwn(known, name) ? known[name] : undefined
  // A flag has no value: --json=1 is nothing that we know.
  if (option === undefined || (option.value === null && attached !== undefined)) return null
  const letters = attached === undefined ? word : word.slice(0, -attached.length)
  return { name, written: long === undefined ? letters : `--${name}`, option, inline: attached }
}

/** What `-r` stands for; behind the letter may be a value, as in `-L8080:127.0.0.1:80`. */
function ofLetter(word: string, known: Options): { name: string; attached: string | undefined } {
  const [, letter, attached] = /^-([a-zA-Z])(.+)?$/su.exec(word) ?? []
  const name =
    letter === undefined ? undefined : Object.keys(known).find((one) => known[one]?.short === letter)
  return { name: name ?? '', attached }
}
