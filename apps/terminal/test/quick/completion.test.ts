import { execFileSync } from 'node:child_process'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/program.ts'
import { COMMAND_TREE, type CommandNode, GLOBAL_OPTIONS } from '../../src/quick/command-tree.ts'
import { completionScript } from '../../src/quick/completion.ts'

/** Commands and options by the names that are completed. */
function shape(commands: Readonly<Record<string, CommandNode>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, { options = [], commands: inner = {} }]) => [
      name,
      { options, inner: shape(inner) },
    ]),
  )
}

function shapeOf(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    command.commands.map((inner) => {
      const options = inner.options.map(({ long }) => long)
      return [inner.name(), { options, inner: shapeOf(inner) }]
    }),
  )
}

test('completion knows the commands and options that there are', () => {
  const program = createProgram({ json: false })
  const { help, ...others } = COMMAND_TREE
  expect(help).toBeDefined()
  expect(shape(others)).toEqual(shapeOf(program))
  expect(GLOBAL_OPTIONS).toEqual([...program.options.map(({ long }) => long), '--help'])
})

/** What bash offers after these words. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash')}
COMP_WORDS=(comice ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_comice
printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

test('bash completes commands, options and shells', () => {
  expect(offered('ro')).toEqual(['room'])
  expect(offered('room', 'h')).toEqual(['history'])
  expect(offered('--profile', 'bob', 'room', 'history', '--l')).toEqual(['--last'])
  expect(offered('completion', '')).toContain('fish')
  expect(offered('room', 'create', '--nickname', '')).toEqual([''])
})
