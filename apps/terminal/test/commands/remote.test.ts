import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, isRunning, type Machine } from '../machine.ts'

/** alice's machine and bob's are two profiles of this one. */
let machine: Machine
let bobKey: string
beforeAll(async () => {
  machine = await createMachine()
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map((person) => succeed(machine, person, ['id', 'show', '--json'])),
  )
  bobKey = String(bob?.[0]?.['device'])
  await succeed(machine, 'bob', ['peer', 'add', 'pi', String(alice?.[0]?.['device'])])
  await succeed(machine, 'alice', ['peer', 'add', 'laptop', bobKey])
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', 'exec'])
})
afterAll(() => machine[Symbol.asyncDispose]())

const bob = (...args: string[]) => machine.comice('bob', args)
const alice = (...args: string[]) => machine.comice('alice', args)
const sh = (script: string, input = '') =>
  machine.comice('bob', ['exec', 'pi', '--', 'sh', '-c', script], { input })

describe('comice exec', () => {
  test('is the command: its three flows and its exit code', async () => {
    expect(await sh('cat; echo oh >&2; exit 7', 'pears\n')).toMatchObject({
      code: 7,
      stdout: 'pears\n',
      stderr: 'oh\n',
    })
    expect(await sh('kill -KILL $$')).toMatchObject({ code: 137, stdout: '', stderr: '' })
    expect(await bob('exec', '-n', 'pi', '--', 'cat')).toMatchObject({ code: 0, stdout: '' })
  })

  test('passes signals on, and takes what runs there along when it is killed', async () => {
    const { command, args, env } = machine.commandOf('bob', [
      ...['exec', 'pi', '--', 'sh', '-c'],
      `trap 'echo got; exit 5' INT; echo $$; while :; do sleep 0.05; done`,
    ])
    const start = () =>
      spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })

    const asked = start()
    const lines: string[] = []
    asked.stdout.on('data', (piece: Buffer) => lines.push(String(piece)))
    await waitFor(() => lines.length > 0)
    asked.kill('SIGINT')
    expect(await once(asked, 'close')).toEqual([5, null])
    expect(lines.join('')).toMatch(/^\d+\ngot\n$/u)

    const killed = start()
    const [line] = (await once(killed.stdout, 'data')) as [Buffer]
    const pid = Number(String(line))
    expect(isRunning(pid)).toBe(true)
    killed.kill('SIGKILL')
    await waitFor(() => !isRunning(pid))
  })

  test('says what is wrong, and ends with the code of that', async () => {
    expect(await bob('exec', 'pi')).toMatchObject({ code: 2 })
    expect(await bob('exec', 'nobody', '--', 'true')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('PEER_UNKNOWN') as string,
    })
    expect(await bob('exec', 'pi', '--', 'no-such-command')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('EXEC_NOT_FOUND') as string,
    })
    expect(await bob('exec', 'pi', '--json', '--', 'no-such-command')).toMatchObject({
      stderr: expect.stringContaining('"code":"EXEC_NOT_FOUND"') as string,
    })
  }, 120_000)
})

test('peers have names, which are shown clean, and are seen', async () => {
  expect((await bob('peer', 'list')).stdout).toMatch(/^pi {2}[a-z0-9]{52}\n$/u)
  expect((await bob('peer', 'ping', 'pi')).stdout).toMatch(/^\d+\.\d ms\n$/u)
  const info = await bob('peer', 'info', 'pi', '--json')
  expect(info.json[0]).toMatchObject({
    type: 'peer_info',
    name: 'pi',
    about: expect.stringContaining('Node') as string,
    isRelayed: false,
  })
  const looked = (await bob('doctor', 'pi', '--json')).json
  expect(looked.map(({ name, ok }) => [name, ok])).toEqual([
    ['reached', true],
    ['way', true],
    ['versions', true],
    ['clock', true],
  ])
  expect(looked[3]).toMatchObject({ found: expect.stringMatching(/^\d\.\d s from that of pi$/u) as string })
  expect(await bob('doctor', 'nobody')).toMatchObject({ code: 3 })
  expect(await bob('peer', 'add', 'pi', bobKey)).toMatchObject({ code: 2 })
  expect(await alice('peer', 'add', '../x', bobKey)).toMatchObject({ code: 2 })
  expect(await alice('peer', 'info', 'nobody')).toMatchObject({ code: 3 })
}, 120_000)

test('who uses the machine is listed, can be ended, and is written down', async () => {
  const running = sh('sleep 1000')
  const listed = async () => (await alice('session', 'list', '--json')).json
  await waitFor(async () => (await listed()).length === 1, { timeoutMs: 20_000 })
  const [session] = await listed()
  expect(session).toMatchObject({ name: 'laptop', device: bobKey, capability: 'exec', what: 'sh' })
  expect(await alice('session', 'kill', String(session?.['id']))).toMatchObject({ code: 0 })
  expect(await running).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('REMOTE_KILLED') as string,
  })
  expect(await alice('session', 'kill', 'nothing')).toMatchObject({ code: 3 })
  const audit = await alice('audit', '--json', '--last', '2')
  expect(audit.json).toMatchObject([
    { kind: 'began', name: 'laptop', what: 'sh' },
    { kind: 'ended', name: 'laptop', what: 'sh', how: 'REMOTE_KILLED' },
  ])
  expect((await alice('audit')).stdout).toMatch(/laptop {2}exec sh {2}ended exit 7\n/u)
}, 120_000)

test('a grant that is revoked ends what it allowed, and allows nothing any more', async () => {
  const [grant] = (await alice('grant', 'list', '--json')).json
  expect(grant).toMatchObject({ name: 'laptop', what: 'exec', until: null })
  const running = sh('sleep 1000')
  await waitFor(async () => (await alice('session', 'list', '--json')).json.length === 1, {
    timeoutMs: 20_000,
  })
  expect(await alice('grant', 'remove', String(grant?.['id']))).toMatchObject({ code: 0 })
  expect(await running).toMatchObject({ code: 4 })
  expect(await sh('true')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('REMOTE_REFUSED') as string,
  })

  await succeed(machine, 'alice', ['grant', 'add', 'laptop', 'exec:echo', '--until', '1'])
  expect(await bob('exec', 'pi', '--', 'echo', 'pears')).toMatchObject({ code: 0, stdout: 'pears\n' })
  expect(await sh('true')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('comice grant add <this device> exec:sh') as string,
  })
  expect(await alice('grant', 'add', 'laptop', 'everything')).toMatchObject({ code: 2 })
}, 120_000)

test('a role in a room is granted something, and shown by the room’s name', async () => {
  await succeed(machine, 'alice', ['room', 'create', 'Pears', '--nickname', 'alice'])
  const added = await alice('grant', 'add', '--role', 'Pears:moderator', 'shell')
  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^the role Pears:moderator {2}shell/u) as string,
  })
  const grants = (await alice('grant', 'list', '--json')).json
  expect(grants).toContainEqual(
    expect.objectContaining({ kind: 'role', name: 'Pears:moderator', what: 'shell' }),
  )
  for (const args of [['--role', 'Pears:gardener', 'shell'], ['--role', 'Pears:member'], ['laptop'], []])
    expect(await alice('grant', 'add', ...args)).toMatchObject({ code: 2 })
}, 60_000)
