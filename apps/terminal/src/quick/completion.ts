/** Completion for shells: scripts that know the commands by heart, so that pressing Tab starts nothing. */
import { COMMAND_TREE } from '../commands/command-tree.ts'
import { GLOBAL_OPTIONS } from '../commands/global-options.ts'
import type { Command, Options } from '../grammar/command.ts'
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
  for (const [name, node] of COMMANDS) {
    const words = node.choices ?? Object.keys(node.commands ?? {})
    rows.push([name, [...words, ...optionWords(node.options), ...GLOBAL_WORDS]])
    for (const [sub, { options }] of Object.entries(node.commands ?? {})) {
      rows.push([`${name} ${sub}`, [...optionWords(options), ...GLOBAL_WORDS]])
    }
  }
  return rows
}

function optionWords(options: Options): string[] {
  return Object.keys(options).map((name) => `--${name}`)
}

/** Options whose next word is their value. */
function valueWords(): string[] {
  const leaves = COMMANDS.flatMap(([, node]) => [node, ...Object.values(node.commands ?? {})])
  const all: Options[] = [GLOBAL_OPTIONS, ...leaves.map(({ options }) => options)]
  const words = all.flatMap((options) =>
    optionWords(options).filter((word) => options[word.slice(2)]?.value !== null),
  )
  return [...new Set(words)]
}

/** For bash, and for zsh by its emulation of bash's completion. An option's value is not taken for a command. */
function matchFunction(): string {
  const cases = choices().map(([path, words]) => `    '${path}') words='${words.join(' ')}' ;;`)
  return `_comice() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' words='' skip='' word depth=0 i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $skip ]]; then skip=''; continue; fi
    case "$word" in
      ${valueWords().join('|')}) skip=1 ;;
      -*) ;;
      *) if ((depth < 2)); then path="\${path:+$path }$word"; depth=$((depth + 1)); fi ;;
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
  for (const [name, node] of COMMANDS) {
    offer('__fish_use_subcommand', name, node.about)
    offerBelow(name, node)
  }
  offer('__fish_use_subcommand', ...HELP)
  for (const word of GLOBAL_WORDS) lines.push(`complete -c comice -l ${word.slice(2)}`)
  return `${lines.join('\n')}\n`

  function offerBelow(name: string, { commands, choices: words }: Command): void {
    const siblings = Object.keys(commands ?? {}).join(' ')
    for (const [sub, leaf] of Object.entries(commands ?? {})) {
      offer(
        `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${siblings}`,
        sub,
        leaf.about,
      )
      for (const option of Object.keys(leaf.options)) {
        lines.push(`complete -c comice -n '__fish_seen_subcommand_from ${sub}' -l ${option}`)
      }
    }
    for (const word of words ?? []) {
      lines.push(`complete -c comice -n '__fish_seen_subcommand_from ${name}' -a ${word}`)
    }
  }
}
