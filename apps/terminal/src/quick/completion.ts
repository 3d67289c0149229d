/** Completion for shells: scripts that know the commands by heart, so that pressing Tab starts nothing. */
import { COMMAND_TREE, type CommandNode, GLOBAL_OPTIONS } from './command-tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export function isShell(word: string | undefined): word is Shell {
  return SHELLS.some((shell) => shell === word)
}

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
  const groups = Object.entries(COMMAND_TREE)
  const rows: [string, readonly string[]][] = [['', [...Object.keys(COMMAND_TREE), ...GLOBAL_OPTIONS]]]
  for (const [name, node] of groups) {
    const words = name === 'completion' ? SHELLS : Object.keys(node.commands ?? {})
    rows.push([name, [...words, ...(node.options ?? []), ...GLOBAL_OPTIONS]])
    for (const [sub, leaf] of Object.entries(node.commands ?? {})) {
      rows.push([`${name} ${sub}`, [...(leaf.options ?? []), ...GLOBAL_OPTIONS]])
    }
  }
  return rows
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
      --profile|--bootstrap|--timeout|--nickname|--expires|--uses|--on|--last|--before|--count) skip=1 ;;
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
  const offer = (condition: string, name: string, { about }: CommandNode) =>
    lines.push(`complete -c comice -n '${condition}' -a ${name} -d '${about.replaceAll("'", '’')}'`)
  for (const [name, node] of Object.entries(COMMAND_TREE)) {
    offer('__fish_use_subcommand', name, node)
    for (const [sub, leaf] of Object.entries(node.commands ?? {})) {
      const siblings = Object.keys(node.commands ?? {}).join(' ')
      offer(`__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${siblings}`, sub, leaf)
      for (const option of leaf.options ?? []) {
        lines.push(`complete -c comice -n '__fish_seen_subcommand_from ${sub}' -l ${option.slice(2)}`)
      }
    }
  }
  for (const shell of SHELLS)
    lines.push(`complete -c comice -n '__fish_seen_subcommand_from completion' -a ${shell}`)
  for (const option of GLOBAL_OPTIONS) lines.push(`complete -c comice -l ${option.slice(2)}`)
  return `${lines.join('\n')}\n`
}
