import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'

/** alice's machine and bob's are two profiles of this one. */
let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map((person) => succeed(machine, person, ['id', 'show', '--json'])),
  )
  await succeed(machine, 'bob', ['peer', 'add', 'pi', String(alice?.[0]?.['device'])])
  await succeed(machine, 'alice', ['peer', 'add', 'laptop', String(bob?.[0]?.['device'])])
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

/** One end, with stdin of its own; what it says is gathered. */
function start(person: string, args: readonly string[]) {
  const one = machine.commandOf(person, ['pipe', ...args])
  const child = spawn(one.command, one.args, { env: { ...process.env, ...one.env }, stdio: 'pipe' })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  child.stdin.on('error', () => undefined)
  const code = once(child, 'close').then(([exit]) => exit as number | null)
  return {
    ...{ child, code },
    get stdout() {
      return Buffer.concat(out)
    },
    get stderr() {
      return Buffer.concat(err).toString()
    },
  }
}

/** The code that an end shows. */
async function codeOf(end: ReturnType<typeof start>): Promise<string> {
  const shown = () => /--code (?<code>\d+-\w+-\w+-\w+)\n/u.exec(end.stderr)?.groups?.['code']
  await waitFor(() => shown() !== undefined, { timeoutMs: 60_000 })
  return shown() ?? ''
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('by a code: every byte arrives both ways, and both ends say so', async () => {
  const listening = start('alice', ['--listen'])
  const code = await codeOf(listening)
  const joining = start('bob', ['--code', code, '--progress'])
  const [there, back] = [randomBytes(20_000_000), randomBytes(300_000)]
  joining.child.stdin.end(there)
  // Its own direction goes on when the other one is over.
  await waitFor(() => listening.stdout.byteLength === there.byteLength, { timeoutMs: 60_000 })
  listening.child.stdin.end(back)
  expect(await Promise.all([listening.code, joining.code])).toEqual([0, 0])
  expect(sha(listening.stdout)).toBe(sha(there))
  expect(sha(joining.stdout)).toBe(sha(back))
  expect(joining.stderr).toContain('20 MB sent  300 kB received')
}, 180_000)

test('the code goes by a file; a third end is refused; what is not whole is no success', async () => {
  await using dir = await tempDir('pipe')
  const file = path.join(dir.path, 'code')
  const listening = start('alice', ['--listen', '-n', '--code-file', file])
  await waitFor(async () => (await readFile(file, 'utf8').catch(() => '')).endsWith('\n'), {
    timeoutMs: 60_000,
  })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  // Its contents are not a line of the process list, and not its output either.
  expect(listening.stderr).toBe('')
  const joining = start('bob', ['--code-file', file])
  joining.child.stdin.write('pears')
  await waitFor(() => String(listening.stdout) === 'pears', { timeoutMs: 60_000 })

  const third = await machine.comice('bob', ['pipe', '--code-file', file])
  expect(third).toMatchObject({ code: 7, stderr: expect.stringContaining('PIPE_TAKEN') as string })
  joining.child.kill('SIGKILL')
  expect(await listening.code).toBe(6)
  expect(listening.stderr).toContain('PIPE_CUT')
  expect(await readFile(file, 'utf8').catch(() => 'gone')).toBe('gone')

  await writeFile(file, '7-pear-pear-pear\n')
  const nobody = await machine.comice('bob', ['pipe', '--code-file', file, '--timeout', '2'])
  expect(nobody).toMatchObject({ code: 6, stderr: expect.stringContaining('PIPE_NOT_FOUND') as string })
  const taken = await machine.comice('alice', ['pipe', '--listen', '--code-file', file])
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('EEXIST') as string })
}, 180_000)

test('to a machine that is known, one after the other, while it is granted', async () => {
  expect(await machine.comice('bob', ['pipe', 'pi', '--timeout', '2'])).toMatchObject({ code: 6 })
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', 'pipe'])
  const listening = start('alice', ['--listen', 'laptop', '--keep-open'])
  // It waits some time after it has begun.
  const send = async (input: string) => {
    for (;;) {
      const ran = await machine.comice('bob', ['pipe', 'pi'], { input })
      if (!/PIPE_(?:NOBODY|TAKEN)/u.test(ran.stderr)) return ran
    }
  }
  expect(await send('pears\n')).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(await send('plums\n')).toMatchObject({ code: 0, stderr: '' })
  expect(String(listening.stdout)).toBe('pears\nplums\n')

  // Revoked while it is open: both ends hear of it.
  const open = start('bob', ['pi'])
  const sessions = async () => (await machine.comice('alice', ['session', 'list', '--json'])).json
  await waitFor(async () => (await sessions()).length === 1, { timeoutMs: 60_000 })
  expect((await sessions())[0]).toMatchObject({ name: 'laptop', capability: 'pipe' })
  const [grant] = (await machine.comice('alice', ['grant', 'list', '--json'])).json
  await succeed(machine, 'alice', ['grant', 'remove', String(grant?.['id'])])
  expect(await open.code).toBe(6)
  expect(open.stderr).toContain('PIPE_CUT')
  await waitFor(() => listening.stderr.includes('REMOTE_GRANT_ENDED'), { timeoutMs: 20_000 })
  listening.child.kill('SIGINT')
  expect(await listening.code).toBe(0)
}, 240_000)

test('an output that is closed is no success, and wrong usage is said', async () => {
  const listening = start('alice', ['--listen', '-n'])
  const joining = start('bob', ['--code', await codeOf(listening)])
  listening.child.stdout.destroy()
  joining.child.stdin.write('pears')
  expect(await listening.code).toBe(1)
  expect(listening.stderr).toContain('OUTPUT_CLOSED')
  expect(await joining.code).toBe(6)
  for (const args of [
    ['--listen', '--code', '1-a-b-c'],
    ['pi', '--code', '1-a-b-c'],
    ['pi', '--keep-open'],
    ['--code', 'nonsense'],
  ])
    expect(await machine.comice('bob', ['pipe', ...args]), args.join(' ')).toMatchObject({ code: 2 })
}, 180_000)
