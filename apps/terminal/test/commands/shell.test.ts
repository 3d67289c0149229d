/** In a real terminal. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine({ PS1: '$ ', SHELL: '/bin/sh' })
  const [alice] = await succeed(machine, 'alice', ['id', 'show', '--json'])
  const [bob] = await succeed(machine, 'bob', ['id', 'show', '--json'])
  await succeed(machine, 'bob', ['peer', 'add', 'pi', String(alice?.['device'])])
  await succeed(machine, 'alice', ['grant', 'add', String(bob?.['device']), 'shell'])
  await succeed(machine, 'alice', ['grant', 'add', String(bob?.['device']), 'exec'])
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

const sessions = async () => (await machine.comice('alice', ['session', 'list', '--json'])).json

test('a shell has its keys, its shape and its exit code', async () => {
  await using terminal = await openTerminal(machine, 'bob', ['shell', 'pi'])
  await waitFor(async () => (await sessions()).length === 1, { timeoutMs: 60_000 })
  await terminal.type('echo pe""ars; stty size')
  await terminal.press('Enter')
  await terminal.see(/pears\s+30 60/u)
  await terminal.type('sleep 1000')
  await terminal.press('Enter')
  await terminal.see('sleep 1000')
  await terminal.press('C-c')
  await terminal.resize(100)
  await terminal.type('stty size; echo ü')
  await terminal.press('Enter')
  await terminal.see(/30 100\s+ü/u)
  await terminal.type('exit 7')
  await terminal.press('Enter')
  await terminal.see('exit 7\n')
  await waitFor(async () => (await sessions()).length === 0)
}, 180_000)

test('a shell that is left goes on, and ~. ends it', async () => {
  await using terminal = await openTerminal(machine, 'bob', ['shell', 'pi'])
  await waitFor(async () => (await sessions()).length === 1, { timeoutMs: 60_000 })
  await terminal.type('echo fir""st')
  await terminal.press('Enter')
  await terminal.see('first')
  await terminal.type('~d')
  const screen = await terminal.see('exit 0')
  const id = /--attach (\w+)/u.exec(screen)?.[1] ?? ''
  expect(await sessions()).toMatchObject([{ id, capability: 'shell', what: 'detached' }])

  await using again = await openTerminal(machine, 'bob', ['shell', 'pi', '--attach', id])
  await again.see('first')
  await again.type('echo sec""ond')
  await again.press('Enter')
  await again.see('second')
  await again.press('Enter')
  await again.type('~.')
  await again.see('exit 0')
  await waitFor(async () => (await sessions()).length === 0)
}, 180_000)

test('vim and top show their screens on a terminal of exec', async () => {
  const file = path.join(machine.home, 'pears.txt')
  const args = ['exec', '--tty', 'pi', '--', 'vim', '-u', 'NONE', '-n', file]
  await using terminal = await openTerminal(machine, 'bob', args)
  await terminal.see(/^~$/mu)
  await terminal.type('ipears and plums')
  await terminal.see('pears and plums')
  await terminal.press('Escape')
  await terminal.type(':wq')
  await terminal.press('Enter')
  await terminal.see('exit 0')
  expect(await readFile(file, 'utf8')).toBe('pears and plums\n')

  await using top = await openTerminal(machine, 'bob', ['exec', '--tty', 'pi', '--', 'top'])
  await top.see(/load average/u)
  await top.press('q')
  await top.see('exit 0')
}, 180_000)
