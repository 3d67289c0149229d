import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { completionScript } from '../../src/quick/completion.ts'
import { SHELLS } from '../../src/quick/shells.ts'

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

test('a command that takes arguments may have others below it', () => {
  expect(offered('forward', 'l')).toEqual(['list'])
  expect(offered('forward', 'pi', '--backg')).toEqual(['--background'])
  expect(offered('forward', 'list', '--backg')).toEqual([''])
})

test('an option is offered for its own command, and its value for none', () => {
  expect(offered('room', 'list', '--l')).toEqual([''])
  expect(offered('--timeout', 'ro')).toEqual([''])
  expect(offered('help', 'ro')).toEqual(['room'])
})

test('every shell has a script', () => {
  for (const shell of SHELLS) expect(completionScript(shell)).toContain('history')
})
