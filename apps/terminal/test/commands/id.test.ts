import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'
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

/** The lines have the fields that the reference promises. */
async function expectPromised(lines: readonly JsonLine[], table = 'type'): Promise<void> {
  const promised = await promisedFields(table)
  expect(lines).not.toEqual([])
  for (const line of lines) {
    const type = String(line['type'])
    expectFields(line, promised.get(type) ?? { required: ['a promise'], optional: [] }, type)
  }
}

test('the phrase is shown at a terminal, or when asked twice', async () => {
  const piped = await machine.comice('alice', ['id', 'phrase'])
  expect(piped).toMatchObject({ code: 4, stdout: '' })
  expect(piped.stderr).toContain('PHRASE_NOT_SHOWN')
  expect(words.split(' ')).toHaveLength(24)
  await using terminal = await openTerminal(machine, 'alice', ['id', 'phrase'])
  const screen = await terminal.see('exit 0')
  expect(screen.replaceAll(/[\d\s]+/gu, ' ')).toContain(words.split(' ').slice(0, 3).join(' '))
})

test('devices and their names have the fields that the reference promises', async () => {
  const named = await machine.comice('alice', ['id', 'name', 'the laptop', '--json'])
  await expectPromised(named.json, 'device type')
  const devices = await machine.comice('alice', ['id', 'devices', '--json'])
  await expectPromised(devices.json, 'device type')
  expect(devices.json).toMatchObject([{ id: shown?.['device'], name: 'the laptop', isThis: true }])
})

test('the words make the same identity in a new profile, and never in one that has an identity', async () => {
  const recovered = await machine.comice('bob', ['id', 'recover', '--json'], { input: `${words}\n` })
  expect(recovered.json[0]).toMatchObject({ type: 'identity', identity: shown?.['identity'] })
  await expectPromised(recovered.json)
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
  const made = await machine.comice('alice', ['id', 'backup', file, '--json'], { input: `${PASSPHRASE}\n` })
  expect(made.code).toBe(0)
  await expectPromised(made.json)
  const bytes = await readFile(file)
  expect((await stat(file)).mode & 0o077).toBe(0)
  // As a word: one of them may be `comic`, which begins the file.
  const text = bytes.toString('latin1')
  for (const word of words.split(' ').filter(({ length }) => length > 4))
    expect(text.search(new RegExp(`\\b${word}\\b`, 'u')), word).toBe(-1)
  const again = await machine.comice('alice', ['id', 'backup', file], { input: `${PASSPHRASE}\n` })
  expect(again.stderr).toContain('BACKUP_NOT_WRITTEN')
  expect(await readFile(file)).toEqual(bytes)
  const wrong = await machine.comice('carol', ['id', 'restore', file], { input: 'pears and plums\n' })
  expect(wrong).toMatchObject({ code: 4 })
  const restored = await machine.comice('carol', ['id', 'restore', file, '--json'], {
    input: `${PASSPHRASE}\n`,
  })
  expect(restored.json[0]).toMatchObject({ identity: shown?.['identity'] })
  await expectPromised(restored.json)
  expect(restored.json[0]?.['device']).not.toBe(shown?.['device'])
})

async function lockedProfile(person: string): Promise<string> {
  const { json } = await machine.comice(person, ['id', 'show', '--json'])
  const locked = await machine.comice(person, ['id', 'lock'], { input: `${PASSPHRASE}\n` })
  expect(locked.code).toBe(0)
  return String(json[0]?.['device'])
}

test('a locked profile is opened from a descriptor, and by nothing when nobody can be asked', async () => {
  const device = await lockedProfile('dora')
  const none = await machine.comice('dora', ['id', 'show'])
  expect(none.stderr).toContain('PASSPHRASE_NEEDED')
  const file = `${machine.home}/passphrase`
  await writeFile(file, `${PASSPHRASE}\n`)
  const { command, args, env } = machine.commandOf('dora', ['id', 'show', '--json'])
  const shell = await machine.startShell('exec "$@" 3< "$PASSPHRASE_FILE"', [command, ...args], {
    ...env,
    PASSPHRASE_FILE: file,
    COMICE_PASSPHRASE_FD: '3',
  })
  expect(await shell.waitForJson(({ type }) => type === 'identity')).toMatchObject({ device })
  expect(await shell.exited).toMatchObject({ code: 0 })
  // A node that runs needs it no more.
  expect((await machine.comice('dora', ['id', 'show'])).stdout).toContain(device)
}, 180_000)

test('a locked profile is opened at a prompt that shows nothing', async () => {
  const device = await lockedProfile('erin')
  await using terminal = await openTerminal(machine, 'erin', ['id', 'show'])
  await terminal.see('Passphrase of this profile:')
  await terminal.type(PASSPHRASE)
  await terminal.press('Enter')
  const screen = await terminal.see('exit 0')
  expect(screen).toContain(device.slice(0, 40))
  expect(screen).not.toContain('pears')
}, 180_000)

test('two people see the same safety number', async () => {
  const frank = (await machine.comice('frank', ['id', 'show', '--json'])).json[0]?.['identity']
  const alice = shown?.['identity']
  const one = await machine.comice('alice', ['id', 'compare', String(frank)])
  const other = await machine.comice('frank', ['id', 'compare', String(alice)])
  expect(one.stdout).toMatch(/^(?:(?:\d{5} ){3}\d{5}\n){3}$/u)
  expect(other.stdout).toBe(one.stdout)
  const { json } = await machine.comice('frank', ['id', 'compare', String(alice), '--json'])
  await expectPromised(json)
  expect(json[0]?.['number']).toBe(one.stdout.trim().replaceAll('\n', ' '))
  const own = await machine.comice('alice', ['id', 'compare', String(alice)])
  expect(own).toMatchObject({ code: 2, stdout: '' })
}, 120_000)

test('a second device is linked by a code, is the same person to others, and has not the phrase', async () => {
  await using offer = await machine.start('alice', ['id', 'link', '--json'])
  const shownCode = await offer.waitForJson(({ type }) => type === 'code')
  const code = String(shownCode['code'])
  const taken = await machine.comice('laptop', ['id', 'link', '--here', '--json'], { input: `${code}\n` })
  expect(taken.json[0]).toMatchObject({ identity: shown?.['identity'] })
  const device = taken.json[0]?.['device']
  const linked = await offer.waitForJson(({ type }) => type === 'linked')
  expect(linked).toMatchObject({ device })
  expect(await offer.exited).toMatchObject({ code: 0 })
  await expectPromised([shownCode, linked, ...taken.json])

  const phrase = await machine.comice('laptop', ['id', 'phrase', '--yes-show'])
  expect(phrase.stderr).toContain('PHRASE_ELSEWHERE')
  const room = await machine.comice('laptop', ['room', 'create', 'Pears', '--nickname', 'laptop', '--json'])
  const members = await machine.comice('laptop', ['room', 'members', String(room.json[0]?.['id']), '--json'])
  expect(members.json[0]).toMatchObject({ id: shown?.['identity'], mine: true })
  // The code is used up.
  // Not as an argument, which others on the machine can read.
  expect((await machine.comice('phone', ['id', 'link', code])).code).toBe(2)
  const again = await machine.comice('phone', ['id', 'link', '--here', '--timeout', '3'], {
    input: `${code}\n`,
  })
  expect(again).toMatchObject({ stdout: '' })
  expect(again.code).not.toBe(0)
}, 180_000)
