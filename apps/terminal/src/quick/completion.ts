/** Completion for shells: scripts that know the commands by heart, so that pressing Tab starts nothing. */
import { COMMAND_TREE } from '../commands/command-tree.ts'
import { GLOBAL_OPTIONS } from '../commands/global-options.ts'
import { type Command, isGroup, type Options } from '../grammar/command.ts'
import type { Shell } from './shells.ts'

const COMMANDS = Object.entries(COMMAND_TREE.commands ?? {})
const HELP = ['help', 'display help for command'] as const
const GLOBAL_WORDS = [...optionWords(GLOBAL_OPTIONS), '--version', '--help']

/** A script to be evaluated by the shell. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return `${matchFunction()}\ncomplete -o default -F _comice comice\n`
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${matchFunction()}\ncomplete -o default -F _comice comice\n`
    case 'fish':
      return fishScript()
  }
}

/** What may follow each path of commands, such as `room` or `room say`. */
function choices(): [string, readonly string[]][] {
  const rows: [string, readonly string[]][] = [
    ['', [...COMMANDS.map(([name]) => name), HELP[0], ...GLOBAL_WORDS]],
    [HELP[0], GLOBAL_WORDS],
  ]
  for (const [path, { choices: words, commands, options }] of paths()) {
    rows.push([path, [...(words ?? Object.keys(commands ?? {})), ...optionWords(options), ...GLOBAL_WORDS]])
  }
  return rows
}

/** Each command by the words that lead to it, groups before what is in them. */
function paths(): [string, Command][] {
  const below = (path: string, { commands }: Command): [string, Command][] =>
    Object.entries(commands ?? {}).flatMap(([name, node]) => {
      const inner = path === '' ? name : `${path} ${name}`
      return [[inner, node], ...below(inner, node)]
    })
  return below('', COMMAND_TREE)
}

function optionWords(options: Options): string[] {
  return Object.keys(options).map((name) => `--${name}`)
}

/** Options whose next word is their value. */
function valueWords(): string[] {
  const all: Options[] = [GLOBAL_OPTIONS, ...paths().map(([, { options }]) => options)]
  const words = all.flatMap((options) =>
    optionWords(options).filter((word) => options[word.slice(2)]?.value !== null),
  )
  return [...new Set(words)]
}

/** Where another word is a command and no argument, as bash's `case` matches it. */
function groupCases(): string {
  const groups = paths().filter(([, command]) => isGroup(command))
  return ['', ...groups.map(([path]) => path)].map((path) => `'${path}'`).join('|')
}

/** Commands below one that takes arguments too. */
function innerCases(): string {
  const outer = paths().filter(([, command]) => command.commands !== null && !isGroup(command))
  const inner = outer.flatMap(([path, { commands }]) =>
    Object.keys(commands ?? {}).map((name) => `${path} ${name}`),
  )
  return inner.map((path) => `'${path}'`).join('|')
}

/** For bash, and for zsh by its emulation of bash's completion. An option's value is not taken for a command. */
function matchFunction(): string {
  const cases = choices().map(([path, words]) => `    '${path}') words='${words.join(' ')}' ;;`)
  return `_comice() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' words='' skip='' word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valueWords().join('|')}) skip=1 ;;
      -*) ;;
      *) case "$path" in
        ${groupCases()}) path="\${path:+$path }$word" ;;
        *) case "$path $word" in
          ${innerCases()}) path="$path $word" ;;
        esac ;;
      esac ;;
    esac
  done
  if [[ -n $skip ]]; then COMPREPLY=(); return; fi
  case "$path" in
    'help '*|help) path='' ;;
  esac
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}`
}

function fishScript(): string {
  const lines = ['complete -c comice -f']
  const offer = (condition: string, name: string, about: string) =>
    lines.push(`complete -c comice -n '${condition}' -a ${name} -d '${about.replaceAll("'", '’')}'`)
  for (const [name, node] of COMMANDS) offer('__fish_use_subcommand', name, node.about)
  offer('__fish_use_subcommand', ...HELP)
  for (const [path, { commands, choices: words, options }] of paths()) {
    const names = Object.entries(commands ?? {})
    const isBelow = path.split(' ').map(seen).join('; and ')
    const isNext = `${isBelow}; and not ${seen(Object.keys(commands ?? {}).join(' '))}`
    for (const [name, { about }] of names) offer(isNext, name, about)
    for (const option of Object.keys(options)) lines.push(`complete -c comice -n '${isBelow}' -l ${option}`)
    for (const word of words ?? []) lines.push(`complete -c comice -n '${isBelow}' -a ${word}`)
  }
  for (const word of GLOBAL_WORDS) lines.push(`complete -c comice -l ${word.slice(2)}`)
  return `${lines.join('\n')}\n`
}

function seen(words: string): string {
  return `__fish_seen_subcommand_from ${words}`
}
