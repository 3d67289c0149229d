/**
 * What a command is, as data: parsing, help and completion all read the same table, `commands/command-tree.ts`.
 * Nothing of a command itself is loaded before it runs, because people and shells wait for the start.
 */
import type { GlobalOptions } from '../commands/global-options.ts'
import type { ValueKind } from './value-kind.ts'

/** One option of a command, by its name: `--last <count>`, or `--qr` when `value` is null. */
export interface Option<Value> {
  /** How help calls its value, such as `<count>`. */
  readonly value: string | null
  readonly about: string
  /** How a value is read. A text is taken as it is. */
  readonly kind: ValueKind<NonNullable<Value>> | null
  /** What a command gets when the option is not given. */
  readonly fallback: Value
  readonly isRequired: boolean
  /** One letter that stands for it, as `r` in `-r`. */
  readonly short?: string
  /** It may be given more than once, and each counts. Of others the last one does. */
  readonly isRepeated?: true
}

export type Options = Readonly<Record<string, Option<unknown>>>

/** What a command gets for its options. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer V> ? V : never
}

/** A command line that was understood. */
export interface Line<V> {
  readonly globals: GlobalOptions
  /** As many as {@link Command.takes} asks for. */
  readonly args: readonly string[]
  /** The last of {@link args}: those that stood behind `--`. */
  readonly behindDashes: readonly string[]
  readonly options: V
}

export type Action<V> = (line: Line<V>) => Promise<void>

/** A command, or a group of them. */
export interface Command {
  readonly about: string
  /** Its arguments as help shows them: `<room>` is needed, `[invite]` is not, `<text...>` is one or more, `[args...]` any number. */
  readonly takes: readonly string[]
  /** What its one argument may be, when these are few. */
  readonly choices: readonly string[] | null
  readonly options: Options
  /** Help says it last. */
  readonly after: string
  /** Null where no other command follows. Some, such as `forward`, do something themselves besides. */
  readonly commands: Readonly<Record<string, Command>> | null
  /** Loads what it does. Null in a group, and in what is answered from the table. */
  readonly load: (() => Promise<Action<never>>) | null
}

interface CommandSpec<O extends Options> {
  readonly about: string
  readonly takes?: readonly string[]
  readonly choices?: readonly string[]
  readonly options?: O
  readonly after?: string
  readonly commands?: Readonly<Record<string, Command>>
  readonly load?: () => Promise<Action<Values<O>>>
}

export function command<O extends Options = Record<never, never>>(spec: CommandSpec<O>): Command {
  const { about, takes = [], choices = null, options = {}, after = '', commands = null, load = null } = spec
  return { about, takes, choices, options, after, commands, load }
}

export function group(about: string, commands: Readonly<Record<string, Command>>, after = ''): Command {
  return { about, takes: [], choices: null, options: {}, after, commands, load: null }
}

/** Whether it does nothing without another command. */
export function isGroup({ commands, load }: Command): boolean {
  return commands !== null && load === null
}

export function flag(about: string, short?: string): Option<boolean> {
  const letter = short === undefined ? {} : { short }
  return { value: null, about, kind: null, fallback: false, isRequired: false, ...letter }
}

/** A text that need not be given. */
export function text(value: string, about: string): Option<string | undefined> {
  return { value, about, kind: null, fallback: undefined, isRequired: false }
}

/** Texts, as often as the option is given. */
export function texts(value: string, about: string, short: string): Option<readonly string[]> {
  return { value, about, kind: null, fallback: [], isRequired: false, short, isRepeated: true }
}

export function requiredText(value: string, about: string): Option<string> {
  return { value, about, kind: null, fallback: '', isRequired: true }
}

/** A value that need not be given, of a kind. */
export function optional<V>(
  value: string,
  about: string,
  kind: ValueKind<NonNullable<V>>,
): Option<V | undefined> {
  return { value, about, kind, fallback: undefined, isRequired: false }
}

/** A value with a default, which help shows. */
export function withDefault<V extends number>(
  [value, about]: readonly [string, string],
  kind: ValueKind<V>,
  fallback: V,
): Option<V> {
  return { value, about: `${about} (default: ${fallback})`, kind, fallback, isRequired: false }
}
