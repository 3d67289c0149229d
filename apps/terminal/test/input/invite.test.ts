import { readdir, readFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine, nodePids } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
let room: string
beforeAll(async () => {
  machine = await createMachine()
  room = await machine.createRoom('Pears', ['alice'])
})
afterAll(() => machine[Symbol.asyncDispose]())

async function invite(): Promise<string> {
  return (await machine.comice('alice', ['room', 'invite', room])).stdout.trim()
}

/** Every process's arguments, as any user of the machine can see them. */
async function allArguments(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return texts.join('\n')
}

test('an invite is read from a prompt, and is in no process’s arguments', async () => {
  const secret = await invite()
  await using terminal = await openTerminal(machine, 'bob', ['room', 'join', '--nickname', 'bob'])
  await terminal.see('Invite:')
  await terminal.paste(secret)
  let seen = await allArguments()
  await terminal.press('Enter')
  await waitFor(async () => {
    seen += await allArguments()
    return (await terminal.screen()).includes('exit ')
  })
  expect(await terminal.screen()).toMatch(/Pears {2}2 members[^]*exit 0/u)
  expect(seen).toContain('--profile')
  // tmux was given it as an argument, by this test.
  expect(seen.split('\n').filter((line) => line.includes(secret) && !line.startsWith('tmux'))).toEqual([])
})

test('an invite and the node’s token are in no process’s arguments when it comes by a pipe', async () => {
  const secret = await invite()
  const joining = machine.comice('carol', ['room', 'join'], { input: `\n  ${secret}  \n` })
  let seen = ''
  const watching = { done: false }
  void joining.finally(() => (watching.done = true))
  await waitFor(async () => {
    seen += await allArguments()
    return watching.done
  })
  expect((await joining).code).toBe(0)
  expect(seen).not.toContain(secret)
  const api = JSON.parse(await readFile(`${machine.home}/carol/run/api.json`, 'utf8')) as { token: string }
  expect(seen + (await allArguments())).not.toContain(api.token)
  expect(await nodePids(machine.home)).toHaveLength(3)
})

test('an invite can be an argument', async () => {
  expect((await machine.comice('dora', ['room', 'join', await invite()])).code).toBe(0)
})

test('what is no invite is said at once, and nobody is looked for', async () => {
  const { code, stdout, stderr } = await machine.comice('dora', ['room', 'join', 'nonsense'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^error: this is not a valid invite: .* \(SECRET_TEXT_INVALID\)\n/u)
})

test.each([
  { name: 'Ctrl-C', key: 'C-c', code: 'INTERRUPTED', exit: 'exit 130' },
  { name: 'Ctrl-D', key: 'C-d', code: 'NO_INVITE', exit: 'exit 2' },
])('$name leaves the prompt', async ({ key, code, exit }) => {
  await using terminal = await openTerminal(machine, 'bob', ['room', 'join'])
  await terminal.see('Invite:')
  await terminal.press(key)
  const screen = await terminal.see(exit)
  expect(screen).toContain(code)
})
