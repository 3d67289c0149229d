import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

/** A node with everything about windows starts here, on a machine that may be busy with others. */
const wait = { timeoutMs: 60_000 }

/** Counts its starts in a core, says what it was started with and repeats what it reads. */
const MAIN = `
import { createInterface } from 'node:readline'
import { app, Store } from '@comice/runtime'
const { length } = await new Store().get({ name: 'starts' }).append('start')
console.log('first version, start', length, app.path, app.args.join())
for await (const line of createInterface({ input: process.stdin })) console.log('read', line)
`

async function createApp(machine: Machine, main = MAIN, pear: object = {}): Promise<string> {
  const dir = join(machine.home, 'app')
  await machine.comice('alice', ['app', 'init', dir, '--name', 'pears'])
  const manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as { pear: object }
  await writeFile(
    join(dir, 'package.json'),
    JSON.stringify({ ...manifest, pear: { ...manifest.pear, ...pear } }),
  )
  await writeFile(join(dir, 'main.ts'), main)
  return dir
}

test('several people run the app, are typed to by name, and start again when it is saved', async () => {
  await using machine = await createMachine()
  const dir = await createApp(machine)
  await using tmp = await tempDir('tmp')
  const args = [dir, '--peers', '2', '--link', 'room/7', '--', '-x', 'y']
  await using running = await machine.start('alice', ['app', 'dev', ...args], { TMPDIR: tmp.path })
  running.send('before it has started')
  await running.waitForLine('alice │ first version, start 1 /room/7 -x,y', { ...wait, fromStart: true })
  await running.waitForLine('alice │ read before it has started', { ...wait, fromStart: true })
  await running.waitForLine('bob   │ first version, start 1 /room/7 -x,y', { ...wait, fromStart: true })
  running.send('to the first')
  await running.waitForLine('alice │ read to the first', wait)
  running.send('@bob to him')
  await running.waitForLine('bob   │ read to him', wait)
  running.send('to him again')
  await running.waitForLine('bob   │ read to him again', wait)

  await writeFile(join(dir, 'main.ts'), MAIN.replace('first', 'second'))
  await running.waitForLine('alice │ second version, start 2 /room/7 -x,y', { ...wait, fromStart: true })
  await running.waitForLine('bob   │ second version, start 2 /room/7 -x,y', { ...wait, fromStart: true })
  expect(await running.stop()).toEqual({ code: 0, signal: null })
  expect(await readdir(tmp.path)).toEqual([])
})

test('an app with an error waits for the next save, as does one whose package.json is half written', async () => {
  await using machine = await createMachine()
  const dir = await createApp(machine, 'const = 1')
  await using running = await machine.start('alice', ['app', 'dev', dir, '--json'])
  await running.waitForJson<{ text?: string }>(({ text }) => text?.startsWith('SyntaxError') === true, wait)
  await writeFile(join(dir, 'main.ts'), MAIN)
  await running.waitForJson<{ text?: string }>(({ text }) => text?.includes('start 1') === true, wait)

  const manifest = await readFile(join(dir, 'package.json'), 'utf8')
  await writeFile(join(dir, 'package.json'), manifest.slice(0, 30))
  await waitFor(() => running.stderr.includes('PROJECT_INVALID'), wait)
  await writeFile(join(dir, 'package.json'), manifest)
  await running.waitForJson<{ text?: string }>(({ text }) => text?.includes('start 2') === true, wait)
  await running.stop()
})

test('one person has the terminal to themselves, and Ctrl-C ends everything', async () => {
  await using machine = await createMachine()
  const dir = await createApp(machine)
  await using terminal = await openTerminal(machine, 'alice', ['app', 'dev', dir])
  await terminal.see('first version, start 1')
  await terminal.type('hello')
  await terminal.press('Enter')
  await terminal.see('read hello')
  await writeFile(join(dir, 'main.ts'), MAIN.replace('first', 'second'))
  await terminal.see(/main\.ts changed: starting again\nsecond version, start 2/u)
  await terminal.press('C-c')
  await terminal.see('exit 0')
})

test('with --store what was kept is there the next time', async () => {
  await using machine = await createMachine()
  const dir = await createApp(machine)
  for (const start of [1, 2]) {
    await using running = await machine.start('alice', [
      'app',
      'dev',
      dir,
      '--store',
      join(machine.home, 'kept'),
      '--json',
    ])
    await running.waitForJson<{ text?: string }>(
      ({ text }) => text?.includes(`start ${start} `) === true,
      wait,
    )
    await running.stop()
  }
})

test('what is given with --give is there for the app of each, also when it starts again', async () => {
  await using machine = await createMachine()
  await using given = await tempDir('given')
  await writeFile(given.join('pears.txt'), 'conference')
  const main = `
    import { readFileSync } from 'node:fs'
    import { app } from '@comice/runtime'
    for (const { path, isWritable } of app.given) console.log('first given', isWritable, readFileSync(path + '/pears.txt', 'utf8'))`
  const dir = await createApp(machine, main, { permissions: { fs: ['pick'] } })
  const args = [dir, '--peers', '2', '--give', `${given.path}:rw`]
  await using running = await machine.start('alice', ['app', 'dev', ...args])
  for (const who of ['alice', 'bob  '])
    await running.waitForLine(`${who} │ first given true conference`, { ...wait, fromStart: true })
  await writeFile(join(dir, 'main.ts'), main.replace('first', 'second'))
  for (const who of ['alice', 'bob  '])
    await running.waitForLine(`${who} │ second given true conference`, { ...wait, fromStart: true })
  await running.stop()

  const unasked = await createApp(machine, MAIN, { permissions: {} })
  await using refused = await machine.start('alice', ['app', 'dev', unasked, '--give', given.path, '--json'])
  await waitFor(() => refused.stderr.includes('GIVE_NOT_ASKED'), wait)
  await refused.stop()
})

test('an app that asks for everything runs for its author, and says so; --inspect prints an address', async () => {
  await using machine = await createMachine()
  const main = `console.log(typeof process.binding, (await import('node:fs')).existsSync('/etc/passwd'))`
  const dir = await createApp(machine, main, { permissions: { full: true } })
  await using running = await machine.start('alice', ['app', 'dev', dir, '--peers', '2', '--inspect'])
  await running.waitForLine('alice │ function true', { ...wait, fromStart: true })
  await waitFor(() => /alice │ Debugger listening on ws:\/\/127\.0\.0\.1:\d+\//u.test(running.stderr), wait)
  await waitFor(() => running.stderr.includes('runs with full confinement'), wait)
  await running.stop()
})

test('a window app is shown, and once more when it is saved', async () => {
  await using machine = await createMachine()
  const dir = join(machine.home, 'list')
  await machine.comice('alice', ['app', 'init', dir, '--template', 'window'])
  await using running = await machine.start('alice', ['app', 'dev', dir, '--json'])
  const { url = '' } = await running.waitForJson<{ url?: string }>((line) => line.url !== undefined, wait)
  expect(url).toMatch(/^http:\/\/[a-z0-9]{52}\.localhost:\d+\//u)
  await writeFile(join(dir, 'page.css'), 'main { color: green }')
  const again = await running.waitForJson<{ url?: string }>((line) => line.url !== undefined, wait)
  expect(new URL(again.url ?? '').origin).toBe(new URL(url).origin)
  expect(await running.stop()).toEqual({ code: 0, signal: null })
})

test('what cannot be run is named: no app, too many people', async () => {
  await using machine = await createMachine()
  const nowhere = await machine.comice('alice', ['app', 'dev', machine.home])
  expect(nowhere).toMatchObject({ code: 3, stderr: expect.stringContaining('NO_APP_HERE') })
  const many = await machine.comice('alice', ['app', 'dev', await createApp(machine), '--peers', '9'])
  expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining('from 1 to 8') })
})
