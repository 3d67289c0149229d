import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

const PASSPHRASE = 'pears and apples'

let machine: Machine
let shown: Record<string, unknown> | undefined
let words: string
beforeAll(async () => {
  machine = await createMachine()
  const show = await machine.comice('alice', ['id', 'show', '--json'])
  shown = show.json[0]
  words = String(
    (await machine.comice('alice', ['id', 'phrase', '--yes-show', '--json'])).json[0]?.['phrase'],
  )
})
afterAll(() => machine[Symbol.asyncDispose]())

test('the phrase is shown at a terminal, or when asked twice', async () => {
  const piped = await machine.comice('alice', ['id', 'phrase'])
  expect(piped).toMatchObject({ code: 4, stdout: '' })
  expect(piped.stderr).toContain('PHRASE_NOT_SHOWN')
  expect(words.split(' ')).toHaveLength(24)
  await using terminal = await openTerminal(machine, 'alice', ['id', 'phrase'])
  const screen = await terminal.see('exit 0')
  expect(screen.replaceAll(/[\d\s]+/gu, ' ')).toContain(words.split(' ').slice(0, 3).join(' '))
})

test('the words make the same identity in a new profile, and never in one that has an identity', async () => {
  const recovered = await machine.comice('bob', ['id', 'recover', '--json'], { input: `${words}\n` })
  expect(recovered.json[0]).toMatchObject({ type: 'identity', identity: shown?.['identity'] })
  expect(recovered.json[0]?.['device']).not.toBe(shown?.['device'])
  const show = await machine.comice('bob', ['id', 'show', '--json'])
  expect(show.json[0]).toMatchObject({ identity: shown?.['identity'], device: recovered.json[0]?.['device'] })
  await machine.comice('bob', ['stop'])
  const twice = await machine.comice('bob', ['id', 'recover'], { input: `${words}\n` })
  expect(twice).toMatchObject({ code: 7, stdout: '' })
  const wrong = await machine.comice('nobody', ['id', 'recover'], { input: words.replace(/^\S+/u, 'pear') })
  expect(wrong.code).toBe(2)
  await expect(stat(`${machine.home}/nobody`)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a backup is encrypted, is not written over a file, and is restored as a new device', async () => {
  const file = `${machine.home}/alice.backup`
  const made = await machine.comice('alice', ['id', 'backup', file], { input: `${PASSPHRASE}\n` })
  expect(made.code).toBe(0)
  const bytes = await readFile(file)
  expect((await stat(file)).mode & 0o077).toBe(0)
  for (const word of words.split(' ').filter(({ length }) => length > 4))
    expect(bytes.includes(word), word).toBe(false)
  const again = await machine.comice('alice', ['id', 'backup', file], { input: `${PASSPHRASE}\n` })
  expect(again.stderr).toContain('BACKUP_NOT_WRITTEN')
  expect(await readFile(file)).toEqual(bytes)
  const wrong = await machine.comice('carol', ['id', 'restore', file], { input: 'pears and plums\n' })
  expect(wrong).toMatchObject({ code: 4 })
  const restored = await machine.comice('carol', ['id', 'restore', file, '--json'], {
    input: `${PASSPHRASE}\n`,
  })
  expect(restored.json[0]).toMatchObject({ identity: shown?.['identity'] })
  expect(restored.json[0]?.['device']).not.toBe(shown?.['device'])
})

test('a locked profile is opened from a descriptor, or hidden at a prompt, and by nothing else', async () => {
  const { json } = await machine.comice('dora', ['id', 'show', '--json'])
  const device = json[0]?.['device']
  expect((await machine.comice('dora', ['id', 'lock'], { input: `${PASSPHRASE}\n` })).code).toBe(0)
  const none = await machine.comice('dora', ['id', 'show'])
  expect(none.stderr).toContain('PASSPHRASE_NEEDED')

  const file = `${machine.home}/passphrase`
  await writeFile(file, `${PASSPHRASE}\n`)
  const { command, args } = machine.commandOf('dora', ['id', 'show', '--json'])
  const shell = await machine.startShell('exec "$@" 3< "$PASSPHRASE_FILE"', [command, ...args], {
    ...machine.commandOf('dora', []).env,
    PASSPHRASE_FILE: file,
    COMICE_PASSPHRASE_FD: '3',
  })
  await shell.waitForJson(({ type }) => type === 'identity')
  expect(await shell.exited).toMatchObject({ code: 0 })
  // A node that runs needs it no more.
  expect((await machine.comice('dora', ['id', 'show'])).stdout).toContain(String(device))
  await machine.comice('dora', ['stop'])

  await using terminal = await openTerminal(machine, 'dora', ['id', 'show'])
  await terminal.see('Passphrase of this profile:')
  await terminal.type(PASSPHRASE)
  await terminal.press('Enter')
  const screen = await terminal.see('exit 0')
  expect(screen).toContain(String(device).slice(0, 40))
  expect(screen).not.toContain('pears')
})
