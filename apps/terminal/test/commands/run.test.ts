import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppFolder, createAppFolder, publish, succeed } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
})
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }
const STAYS = 'setInterval(() => {}, 1000)'

describe('an app from a folder', () => {
  test('gets what follows --, its input and its own exit code', async () => {
    const { dir } = await createAppFolder(
      machine,
      `for await (const chunk of process.stdin) process.stdout.write(chunk)
       console.log(process.argv.slice(2).join(' ')); process.exit(7)`,
    )
    const ran = await machine.comice('alice', ['run', dir, '--', '--json', 'file.txt'], {
      input: 'from a pipe\n',
    })
    expect(ran).toMatchObject({ code: 7, stdout: 'from a pipe\n--json file.txt\n', stderr: '' })
  })

  test('that crashes has said why, and the command says that it did not start', async () => {
    const { dir } = await createAppFolder(machine, `throw new Error('out of pears')`)
    const ran = await machine.comice('alice', ['run', dir])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('out of pears')
    expect(ran.stderr).toContain('pears did not start: it ended by an error (APP_FAILED_TO_START)')
  })

  test('that asks to start again does, with its arguments and what it kept, and its last end is the command’s', async () => {
    const { dir } = await createAppFolder(
      machine,
      `import { readFile, writeFile } from 'node:fs/promises'
       import { app, restart } from '@comice/runtime'
       const file = app.storage + '/starts'
       const starts = Number(await readFile(file, 'utf8').catch(() => '0')) + 1
       await writeFile(file, String(starts))
       console.log('start', starts, ...app.args)
       if (starts < 3) await restart()
       else process.exit(9)`,
    )
    const ran = await machine.comice('alice', ['run', dir, '--', 'pears'])
    expect(ran).toMatchObject({ code: 9, stderr: '' })
    expect(ran.stdout).toBe('start 1 pears\nstart 2 pears\nstart 3 pears\n')
  })

  test('that uses too much memory is ended, with a name', async () => {
    const { dir } = await createAppFolder(
      machine,
      `const kept = []; setInterval(() => kept.push(Buffer.alloc(2 ** 20, 1)), 2)`,
    )
    const ran = await machine.comice('alice', ['run', dir, '--json'])
    expect(ran.code).toBe(1)
    expect(JSON.parse(ran.stderr)).toMatchObject({ type: 'error', code: 'APP_OUT_OF_MEMORY', exitCode: 1 })
  })

  test('is ended by SIGINT and SIGTERM as a shell has it, without a word', async () => {
    const { dir } = await createAppFolder(machine, `console.log('here'); ${STAYS}`)
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      await using running = await machine.start('alice', ['run', dir])
      await running.waitForLine(/here/, wait)
      process.kill(running.pid, signal)
      expect(await running.exited).toEqual({ code, signal: null })
      expect(running.stderr).toBe('')
    }
  })

  test('may take its time with SIGINT', async () => {
    const { dir } = await createAppFolder(
      machine,
      `process.on('SIGINT', () => { process.on('SIGTERM', () => process.exit(3)); console.log('not yet') })
       console.log('here'); ${STAYS}`,
    )
    await using running = await machine.start('alice', ['run', dir])
    await running.waitForLine(/here/, wait)
    process.kill(running.pid, 'SIGINT')
    await running.waitForLine(/not yet/, wait)
    process.kill(running.pid, 'SIGTERM')
    expect(await running.exited).toEqual({ code: 3, signal: null })
  })

  test('that opens a window prints its address where there is no display, and goes when it is told to', async () => {
    const app = await createAppFolder(machine, '', { main: 'index.html' })
    await app.write({ 'index.html': '<!doctype html><title>pears</title>' })
    await using running = await machine.start('alice', ['run', app.dir, '--json'])
    const { url } = await running.waitForJson(({ type }) => type === 'window', wait)
    const { hash, port, host, pathname } = new URL(String(url))
    expect(hash).toMatch(/^#code=/u)
    const page = await fetchPage({ port, host, path: pathname })
    expect(page).toContain('<title>pears</title>')
    process.kill(running.pid, 'SIGINT')
    expect(await running.exited).toEqual({ code: 0, signal: null })
  })

  test('that opens a window and does not start says why', async () => {
    const app = await createAppFolder(machine, 'throw new Error("no")', { pear: { type: 'window' } })
    await app.write({ 'index.html': '<!doctype html>' })
    const ran = await machine.comice('alice', ['run', app.dir])
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('(APP_ENDED)')
  })

  test('that starts itself again whenever it starts ends with an error that says so', async () => {
    const { dir } = await createAppFolder(
      machine,
      `import { restart } from '@comice/runtime'
       console.log('started')
       await restart()`,
    )
    const ran = await machine.comice('alice', ['run', dir])
    expect(ran).toMatchObject({ code: 1, stdout: 'started\n'.repeat(6) })
    expect(ran.stderr).toContain('pears has started itself again 5 times within 60 s')
    expect(ran.stderr).toContain('RESTARTED_TOO_OFTEN')
  })

  test('is listed while it runs, and can be stopped from elsewhere', async () => {
    const { dir } = await createAppFolder(machine, `console.log('here'); ${STAYS}`, { name: 'stopped' })
    await using running = await machine.start('alice', ['run', dir])
    await running.waitForLine(/here/, wait)
    const listed = await succeed(machine, 'alice', ['app', 'ps', '--json'])
    expect(listed).toMatchObject([{ type: 'run', name: 'stopped', version: '1.0.0', channel: 'local' }])
    const ended = await machine.comice('alice', ['app', 'stop', 'stopped', '--json'])
    expect(ended.json).toMatchObject([{ type: 'ended', name: 'stopped' }])
    await running.exited
    expect(await succeed(machine, 'alice', ['app', 'ps', '--json'])).toEqual([])
  })

  test('runs again after its command was killed, and leaves no process behind', async () => {
    const { dir } = await createAppFolder(machine, `console.log('here ' + process.argv[2]); ${STAYS}`)
    const first = await machine.start('alice', ['run', dir, '--', 'killed'])
    await first.waitForLine(/here/, wait)
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    await waitFor(async () => !(await commandLines()).some((line) => line.includes(`${dir}/index.js`)))
    await waitFor(async () => (await succeed(machine, 'alice', ['app', 'ps', '--json'])).length === 0)
    await using second = await machine.start('alice', ['run', dir, '--', 'again'])
    await second.waitForLine(/here again/, wait)
  })
})

describe('in a terminal', () => {
  const SCREEN = `
    const { stdin, stdout } = process
    stdin.setRawMode(true)
    stdout.on('resize', () => console.log('columns', stdout.columns))
    stdin.on('data', (keys) => {
      console.log('key', JSON.stringify(String(keys)))
      if (String(keys) === 'q') process.exit(5)
      if (String(keys) === 'k') process.kill(process.pid, 'SIGKILL')
    })
    console.log('ready', stdout.columns)`

  test('an app draws, reads keys, Ctrl-C among them, and hears of a new size', async () => {
    const { dir } = await createAppFolder(machine, SCREEN)
    await using terminal = await openTerminal(machine, 'alice', ['run', dir])
    await terminal.see('ready 60')
    await terminal.press('C-c')
    await terminal.see('key "\\u0003"')
    await terminal.resize(50)
    await terminal.see('columns 50')
    await terminal.type('q')
    await terminal.see('exit 5')
  })

  test('Ctrl-C ends an app that reads no keys', async () => {
    const { dir } = await createAppFolder(machine, `console.log('here'); ${STAYS}`)
    await using terminal = await openTerminal(machine, 'alice', ['run', dir])
    await terminal.see('here')
    await terminal.press('C-c')
    await terminal.see('exit 130')
  })

  test('an app that is killed leaves a terminal that echoes', async () => {
    const { dir } = await createAppFolder(machine, SCREEN)
    await using terminal = await openTerminal(machine, 'alice', ['run', dir])
    await terminal.see('ready 60')
    await terminal.type('k')
    await terminal.see(/exit 1\b/u)
    await terminal.type('typed')
    await terminal.see('typed')
  })

  test('Ctrl-Z stops the app with the command, and both go on together', async () => {
    const { dir } = await createAppFolder(
      machine,
      `let count = 0; setInterval(() => console.log('tick ' + (count += 1)), 50)`,
    )
    await using terminal = await openTerminal(machine, 'alice', ['run', dir])
    await terminal.see(/tick \d/u)
    await terminal.press('C-z')
    const pids = await waitFor(async () => {
      const stopped = (await processes()).filter(({ line, state }) => line.includes(dir) && state === 'T')
      const isCommand = ({ line }: Process) => line.includes('comice.ts')
      return stopped.some(isCommand) && !stopped.every(isCommand) ? stopped : false
    }, wait)
    const command = pids.find(({ line }) => line.includes('comice.ts'))
    process.kill(command?.pid ?? 0, 'SIGCONT')
    await waitFor(async () =>
      (await processes()).every(({ pid, state }) => !pids.some((one) => one.pid === pid) || state !== 'T'),
    )
    await terminal.press('C-c')
    await terminal.see('exit 130')
  })
})

describe('an app from its link', () => {
  let folder: AppFolder
  let link: string
  beforeAll(async () => {
    folder = await createAppFolder(machine, `console.log('one'); process.exit(3)`, { name: 'linked' })
    link = await publish(machine, 'alice', folder)
  })

  test('that nobody gives fails within the timeout, and says who was asked', async () => {
    await machine.comice('carol', ['id', 'show'])
    // A node gives what was released as long as it runs.
    await machine.comice('alice', ['stop'])
    const ran = await machine.comice('carol', ['run', link, '--timeout', '1'])
    expect(ran.code).toBe(6)
    expect(ran.stderr).toMatch(
      /nobody sent the app \S+ within \d+\.\d s: asked on the DHT of --bootstrap; no peer has it \(APP_UNREACHABLE\)/u,
    )
  })

  test('is asked about once, then runs, also when nobody is there any more', async () => {
    const seed = await machine.start('alice', ['app', 'seed', folder.dir])
    await seed.waitForLine(/blocks are here/, wait)
    const asked = await machine.comice('bob', ['run', link])
    expect(asked.code).toBe(4)
    expect(asked.stderr).toContain('linked was not allowed to run yet. It may use a folder of its own')
    expect(asked.stderr).toContain('or with --yes')

    await using terminal = await openTerminal(machine, 'bob', ['run', link])
    await terminal.see('Run it? [y/N]')
    const shown = await terminal.screen()
    expect(shown).toContain('linked 1.0.0 (stable)')
    expect(shown).toContain('It runs here for the first time.')
    await terminal.type('y')
    await terminal.press('Enter')
    await terminal.see('one')
    await terminal.see('exit 3')

    expect(await seed.stop()).toEqual({ code: 0, signal: null })
    await machine.comice('alice', ['stop'])
    await machine.comice('bob', ['stop'])
    const offline = await machine.comice('bob', ['run', link])
    expect(offline).toMatchObject({ code: 3, stdout: 'one\n', stderr: '' })
  })

  test('that does not start in its new version goes back to the one that did', async () => {
    await folder.write({ 'index.js': `throw new Error('two is broken')` })
    await folder.change({ version: '2.0.0' })
    await publish(machine, 'alice', folder)
    await using _seed = await machine.start('alice', ['app', 'seed', folder.dir])
    await hearOfUpdate(link)
    const ran = await machine.comice('bob', ['run', link])
    expect(ran).toMatchObject({ code: 3, stdout: 'one\n' })
    expect(ran.stderr).toContain('two is broken')
    expect(ran.stderr).toContain('linked 2.0.0 is not tried again. The version before it runs instead.')
    const after = await machine.comice('bob', ['run', link])
    expect(after).toMatchObject({ code: 3, stdout: 'one\n', stderr: '' })
  })

  test('applies an update by itself, and goes on in the same terminal', async () => {
    const source = (version: string) => `import { app, updates } from '@comice/runtime'
      console.log('this is ${version}', app.version)
      ${STAYS}
      for await (const { version } of updates) {
        console.log('now', version)
        await updates.apply()
      }`
    const applies = await createAppFolder(machine, source('1.0.0'), { name: 'applies' })
    const from = await publish(machine, 'alice', applies)
    await using _seed = await machine.start('alice', ['app', 'seed', applies.dir])
    await using running = await machine.start('bob', ['run', from, '--yes'])
    await running.waitForLine('this is 1.0.0 1.0.0', wait)
    await applies.write({ 'index.js': source('2.0.0') })
    await applies.change({ version: '2.0.0' })
    await publish(machine, 'alice', applies)
    await running.waitForLine('now 2.0.0', { timeoutMs: 40_000 })
    await running.waitForLine('this is 2.0.0 2.0.0', wait)
    process.kill(running.pid, 'SIGINT')
    expect(await running.exited).toEqual({ code: 130, signal: null })
  })

  test('that asks for more is asked about again; a no runs the version before it', async () => {
    await folder.write({ 'index.js': `console.log('three')` })
    await folder.change({ version: '3.0.0', pear: { permissions: { net: ['https://api.example.org'] } } })
    await publish(machine, 'alice', folder)
    await using _seed = await machine.start('alice', ['app', 'seed', folder.dir])
    await hearOfUpdate(link)
    await using terminal = await openTerminal(machine, 'bob', ['run', link])
    const shown = await terminal.see('Run it? [y/N]')
    expect(shown).toContain('This version asks for more than you allowed.')
    expect(shown).toContain('+ It may send to and read from https://api.example.org.')
    await terminal.type('n')
    await terminal.press('Enter')
    await terminal.see('one')
    await terminal.see('exit 3')
    const yes = await machine.comice('bob', ['run', link, '--yes'])
    expect(yes).toMatchObject({ code: 0, stdout: 'three\n' })
  })
})

/** Has bob's node look until it has heard of the newest version, and fetched it. */
async function hearOfUpdate(link: string): Promise<void> {
  const [update] = await succeed(machine, 'bob', ['app', 'update', link, '--json'])
  expect(update).toMatchObject({ kind: 'ready' })
}

interface Process {
  readonly pid: number
  readonly line: string
  /** As in /proc: `T` is stopped. */
  readonly state: string
}

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => {
      const [line, stat] = await Promise.all(
        ['cmdline', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      )
      return { pid: Number(pid), line: line ?? '', state: /\) (\w) /u.exec(stat ?? '')?.[1] ?? '' }
    }),
  )
  return all.filter(({ line, pid }) => line !== '' && pid !== process.pid)
}

async function commandLines(): Promise<string[]> {
  return (await processes()).map(({ line }) => line)
}

/** The name of an app's host is known to browsers alone. */
function fetchPage({ port, host, path }: { port: string; host: string; path: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      text(response).then(resolve, reject)
    })
    call.once('error', reject)
    call.end()
  })
}
