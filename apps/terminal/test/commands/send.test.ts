import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createLocalClient } from '@comice/client/node'
import type { TransferView } from '@comice/host'
import { findNode } from '@comice/host/launch'
import { type SpawnedPeer, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createMachine, type Machine, type Ran } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

const CODE = /^\d+(?:-[a-z]+){3}$/u
const wait = { timeoutMs: 60_000 }

let machine: Machine
let source: string
beforeAll(async () => {
  machine = await createMachine()
  source = path.join(machine.home, 'source')
  await makeFiles(source, {
    'plan.txt': 'pears',
    'orchard/a.txt': 'a',
    'orchard/trees/b.txt': 'bb',
    'orchard/run.sh': { program: '#!/bin/sh\n' },
    'orchard/best': { link: 'a.txt' },
  })
  for (const person of ['alice', 'bob']) await ok(person, 'id', 'show')
})
afterAll(() => machine[Symbol.asyncDispose]())

/** Starts a send; the code is its only line on stdout until it is over. */
async function send(person: string, ...args: string[]) {
  const sender = await machine.start(person, ['send', ...args])
  const code = await sender.waitForLine(CODE, wait)
  return { sender, code }
}

async function ok(person: string, ...args: string[]): Promise<Ran> {
  const ran = await machine.comice(person, args)
  expect(ran.code, `${args.join(' ')}: ${ran.stderr}`).toBe(0)
  return ran
}

/** On stderr, which has no order with stdout. */
function says(sender: SpawnedPeer, text: string): Promise<unknown> {
  return waitFor(() => sender.stderr.includes(text), wait)
}

const plan = () => path.join(source, 'plan.txt')
const place = (name: string) => path.join(machine.home, name)
const receive = (code: string, to: string, ...args: string[]) =>
  machine.comice('bob', ['receive', code, '--to', to, '--yes', ...args])

/** What the node of a person says of its transfers. */
async function transfersOf(person: string): Promise<TransferView[]> {
  const address = await findNode(path.join(machine.home, person))
  if (address === null) throw new Error(`${person} has no node`)
  await using client = createLocalClient(address)
  return await client.api.transfers.list.query()
}

async function pidOf(person: string): Promise<number> {
  const text = await readFile(place(`${person}/run/api.json`), 'utf8')
  return (JSON.parse(text) as { pid: number }).pid
}

test('files and folders arrive as they are, and both ends say so', async () => {
  const { sender, code } = await send('alice', plan(), path.join(source, 'orchard'))
  await using _ = sender
  const got = await receive(code, place('in'))
  expect(got.stderr).toBe('  orchard/  3 files, 13 B\n  plan.txt  5 B\n  4 files, 18 B in all\n')
  expect(got.stdout).toBe(`${place('in')}/orchard\n${place('in')}/plan.txt\n4 files (18 B)\n`)
  expect(await readTree(place('in'))).toEqual(await readTree(source))
  await sender.waitForLine('It has arrived: 4 files (18 B)', wait)
  expect(await sender.exited).toMatchObject({ code: 0 })
})

test('a pipe goes into a pipe, whatever its bytes are', async () => {
  const bytes = randomBytes(3_000_017)
  await writeFile(place('random'), bytes)
  const from = machine.commandOf('alice', ['send', '-', '--name', 'random'])
  await using sender = await machine.startShell(
    `"$@" < '${place('random')}'`,
    [from.command, ...from.args],
    from.env,
  )
  const code = await sender.waitForLine(CODE, wait)
  const to = machine.commandOf('bob', ['receive', code, '--to', '-', '--yes'])
  await using receiver = await machine.startShell(
    `"$@" | cat > '${place('copy')}'`,
    [to.command, ...to.args],
    to.env,
  )
  expect(await receiver.exited).toMatchObject({ code: 0 })
  expect(await sender.exited).toMatchObject({ code: 0 })
  const sum = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
  expect(sum(await readFile(place('copy')))).toBe(sum(bytes))
})

describe('a code', () => {
  test('that is wrong or none says so, and the right one still works', async () => {
    const { sender, code } = await send('alice', plan())
    await using _ = sender
    const [number = '', first = ''] = code.split('-')
    const other = first === 'abandon' ? 'ability' : 'abandon'
    const wrong = await receive(code.replace(first, other), place('wrong'))
    expect(wrong).toMatchObject({ code: 4, stdout: '' })
    expect(wrong.stderr).toContain('the code is wrong (SEND_CODE_WRONG)')
    const mistyped = await receive(`${number}-pearr-orbit-lamp`, place('wrong'))
    expect(mistyped).toMatchObject({ code: 2, stdout: '' })
    expect(mistyped.stderr).toContain('SEND_CODE_INVALID')
    // In any case, and with words cut short.
    const spoken = code.toUpperCase().replaceAll('-', ' ')
    expect((await receive(spoken, place('right'))).code).toBe(0)
    expect(await sender.exited).toMatchObject({ code: 0 })
  })

  test('comes through a pipe too; without --yes somebody has to be asked', async () => {
    const { sender, code } = await send('alice', plan())
    await using _ = sender
    const unasked = await machine.comice('bob', ['receive', '--to', place('piped')], { input: `${code}\n` })
    expect(unasked).toMatchObject({ code: 4, stdout: '' })
    expect(unasked.stderr).toContain('ANSWER_NEEDED')
    const args = ['receive', '--to', place('piped'), '--yes']
    expect((await machine.comice('bob', args, { input: `${code}\n` })).code).toBe(0)
    expect((await machine.comice('bob', args)).stderr).toContain('NO_CODE')
    expect(await sender.exited).toMatchObject({ code: 0 })
  })

  test('expires, and then nobody is there', async () => {
    const { sender, code } = await send('alice', plan(), '--expires', '2s')
    await using _ = sender
    expect(await sender.exited).toMatchObject({ code: 4 })
    await says(sender, 'SEND_EXPIRED')
    const late = await receive(code, place('late'), '--timeout', '2')
    expect(late).toMatchObject({ code: 6, stdout: '' })
    expect(late.stderr).toContain('SEND_NOT_FOUND')
    expect((await machine.comice('alice', ['send', plan(), '--expires', '0h'])).code).toBe(2)
  })

  test('is for as many as were meant', async () => {
    const { sender, code } = await send('alice', plan(), '--receivers', '2')
    await using _ = sender
    expect((await receive(code, place('one'))).code).toBe(0)
    expect((await machine.comice('carol', ['receive', code, '--to', place('two'), '--yes'])).code).toBe(0)
    await sender.waitForLine('2 have it: 1 file (5 B)', wait)
    expect(await sender.exited).toMatchObject({ code: 0 })
    for (const name of ['one', 'two'])
      expect(await readTree(place(name))).toEqual({ '/plan.txt': '644 pears' })
  })
})

test('what is there is not replaced unasked', async () => {
  const { sender, code } = await send('alice', plan(), '--receivers', '3')
  await using _ = sender
  await makeFiles(place('taken'), { 'plan.txt': 'mine' })
  const taken = await receive(code, place('taken'))
  expect(taken).toMatchObject({ code: 7, stdout: '' })
  expect(taken.stderr).toContain('there is something called plan.txt already (SEND_EXISTS)')
  expect((await receive(code, place('taken'), '--rename')).code).toBe(0)
  expect(await readTree(place('taken'))).toEqual({ '/plan.txt': '644 mine', '/plan (2).txt': '644 pears' })
  expect(
    (await machine.comice('carol', ['receive', code, '--to', place('taken'), '--yes', '--force'])).code,
  ).toBe(0)
  expect(await readFile(place('taken/plan.txt'), 'utf8')).toBe('pears')
  await sender.stop()
})

test('at a terminal names and sizes are shown, and nothing is written before a yes', async () => {
  await using sender = await openTerminal(machine, 'alice', ['send', plan(), path.join(source, 'orchard')])
  const seen = await sender.see('▀')
  const code = /\d+(?:-[a-z]+){3}/u.exec(seen)?.[0] ?? ''
  const args = ['receive', code, '--to', place('asked')]
  await using refusing = await openTerminal(machine, 'bob', args)
  await refusing.see(/orchard\/ +3 files, 13 B\n +plan\.txt +5 B\n.*\ninto [^?]*\? \[y\/N\]/su)
  expect(await readdir(machine.home)).not.toContain('asked')
  await refusing.press('Enter')
  await refusing.see('SEND_DECLINED')
  await refusing.see('exit 4')
  await sender.see('did not want it')

  await using receiving = await openTerminal(machine, 'bob', ['receive', '--to', place('asked')])
  await receiving.see('Code:')
  await receiving.type(code)
  await receiving.press('Enter')
  await receiving.see('[y/N]')
  await receiving.type('y')
  await receiving.press('Enter')
  await receiving.see('exit 0')
  await sender.see('exit 0')
  expect(await readTree(place('asked'))).toEqual(await readTree(source))
})

describe('what is under way', () => {
  test('ends with Ctrl-C at both ends', async () => {
    const { sender, code } = await send('alice', plan())
    await using _ = sender
    await using receiver = await openTerminal(machine, 'bob', ['receive', code, '--to', place('stopped')])
    await receiver.see('[y/N]')
    await receiver.press('C-c')
    await receiver.see('exit 130')
    await says(sender, 'did not want it')
    await using again = await openTerminal(machine, 'bob', ['receive', code, '--to', place('stopped')])
    await again.see('[y/N]')
    process.kill(sender.pid, 'SIGINT')
    expect(await sender.exited).toMatchObject({ code: 130 })
    await again.see('SEND_WITHDRAWN')
    await again.see('exit 4')
    expect(await readdir(machine.home)).not.toContain('stopped')
  })

  test('is the node’s with --stay: it is listed, goes on after a stop, and can be ended', async () => {
    const stayed = await ok('alice', 'send', plan(), '--stay', '--json')
    const [{ id = '', code = '' } = {}] = stayed.json as { id?: string; code?: string }[]
    const [status] = (await ok('alice', 'status', '--json')).json
    expect(status?.['duties']).toContain('files are sent or received')
    await ok('alice', 'stop')
    const list = await ok('alice', 'transfer', 'list')
    expect(list.stdout).toContain(`${id.slice(0, 8)}  waiting    ${code}  plan.txt (1 file, 5 B)`)
    await using watcher = await machine.start('alice', ['transfer', 'watch', code])
    expect((await receive(code, place('stayed'))).code).toBe(0)
    await watcher.waitForLine('It has arrived: 1 file (5 B)', wait)
    expect(await watcher.exited).toMatchObject({ code: 0 })

    const [other] = (await ok('alice', 'send', plan(), '--stay', '--json')).json
    expect((await ok('alice', 'transfer', 'stop', String(other?.['code']))).stdout).toContain(
      'the transfer was stopped',
    )
    expect((await receive(String(other?.['code']), place('ended'), '--timeout', '2')).code).toBe(6)
    expect((await machine.comice('alice', ['transfer', 'stop', 'nothing'])).code).toBe(3)
  })

  test('survives kill -9 of both commands and both nodes', async () => {
    const bytes = 256 * 1024 * 1024
    await writeFile(place('big.bin'), 'comice')
    await truncate(place('big.bin'), bytes)
    const { sender, code } = await send('alice', place('big.bin'))
    await sender.kill()
    const into = place('survived')
    const command = ['receive', code, '--to', into, '--yes']
    const receiver = await machine.start('bob', command)
    const moving = async () => {
      const [one] = (await transfersOf('bob')).filter((transfer) => transfer.code === code)
      return one?.kind === 'receive' && one.bytes > 0 && one.phase === 'receiving'
    }
    await waitFor(moving, wait)
    await receiver.kill()
    await waitFor(moving, wait)
    for (const person of ['bob', 'alice']) process.kill(await pidOf(person), 'SIGKILL')
    expect(await readdir(into)).toEqual([expect.stringMatching(/^\.comice-receiving-/u)])

    // Any command starts the node, which goes on.
    expect((await ok('alice', 'transfer', 'list')).stdout).toContain(code)
    const got = await machine.comice('bob', command)
    expect(got.stderr).not.toContain('error')
    expect(got).toMatchObject({ code: 0, stdout: `${into}/big.bin\n1 file (268 MB)\n` })
    expect(await readdir(into)).toEqual(['big.bin'])
    expect((await readFile(path.join(into, 'big.bin'))).equals(await readFile(place('big.bin')))).toBe(true)
    await waitFor(async () => (await transfersOf('alice')).every(({ phase }) => phase !== 'sending'), wait)
  }, 240_000)

  test('of a node that ends is said to go on, and by what', async () => {
    const { sender, code } = await send('alice', plan())
    await using _ = sender
    await ok('alice', 'stop')
    expect(await sender.exited).toMatchObject({ code: 6 })
    await says(sender, 'comice transfer watch')
    await ok('alice', 'transfer', 'stop', code)
  })
})

test('what can never be is refused before anything is asked of the network', async () => {
  const refused = async (...args: string[]) => (await machine.comice('alice', args)).code
  expect(await refused('send')).toBe(2)
  expect(await refused('send', place('nothing-here'))).toBe(2)
  expect(await refused('send', '-', plan())).toBe(2)
  expect(await refused('send', '-', '--stay')).toBe(2)
  expect(await refused('send', plan(), '--receivers', '17')).toBe(2)
  expect(await refused('receive', '1-pear-orbit-lamp', '--yes', '--rename', '--force')).toBe(2)
})
