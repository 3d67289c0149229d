import process from 'node:process'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, createAliceAndBob, nextText, textOf } from '../remote-peers.ts'

type People = Awaited<ReturnType<typeof createAliceAndBob>>

let people: People
beforeAll(async () => {
  people = await createAliceAndBob()
  await people.allow('exec')
})
afterAll(() => people[Symbol.asyncDispose]())

const exec = (command: string, ...args: string[]) =>
  people.bob.remote.exec('alice', { argv: [command, ...args] })
const sh = (script: string) => exec('sh', '-c', script)

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a command', () => {
  test('has stdin with an end, and stdout and stderr apart', async () => {
    await using command = await sh('cat; echo oh >&2')
    command.stdin.end('pears\n')
    const [stdout, stderr] = await Promise.all([textOf(command.stdout), textOf(command.stderr)])
    expect({ stdout, stderr, exit: await command.exit }).toEqual({
      stdout: 'pears\n',
      stderr: 'oh\n',
      exit: { kind: 'code', code: 0 },
    })
  })

  test('says how it ended, by a code or by a signal', async () => {
    await using seven = await sh('exit 7')
    expect(await seven.exit).toEqual({ kind: 'code', code: 7 })
    await using killed = await sh('kill -TERM $$')
    expect(await killed.exit).toEqual({ kind: 'signal', signal: 'TERM' })
  })

  test('gets the signals of its caller, and so does what it started', async () => {
    await using command = await sh(`trap 'echo got; exit 3' INT; echo ready; while :; do sleep 0.05; done`)
    expect(await nextText(command.stdout)).toBe('ready\n')
    command.signal('SIGINT')
    expect(await textOf(command.stdout)).toBe('got\n')
    expect(await command.exit).toEqual({ kind: 'code', code: 3 })
  })

  test('is no line for a shell', async () => {
    await using command = await exec('echo', '$HOME; echo no', '`id`')
    expect(await textOf(command.stdout)).toBe('$HOME; echo no `id`\n')
  })

  test('that is not there is refused with its name', async () => {
    expect(await codeOf(exec('no-such-command-here'))).toBe('EXEC_NOT_FOUND')
    expect(await codeOf(exec('/etc/passwd'))).toBe('EXEC_FAILED')
    // Of these Node throws at once.
    expect(await codeOf(exec('/etc/passwd/x'))).toBe('EXEC_FAILED')
    expect(await codeOf(exec('x'.repeat(5000)))).toBe('EXEC_FAILED')
  })

  test('has few variables: none that the node was started with, and no unsafe one of the caller', async () => {
    process.env['COMICE_TEST_SECRET'] = 'secret'
    const env = { TERM: 'xterm', LC_ALL: 'C.UTF-8', LANG: '() { :; }', LD_PRELOAD: '/tmp/x.so', PATH: '/tmp' }
    await using command = await people.bob.remote.exec('alice', { argv: ['env'], env })
    const text = await textOf(command.stdout)
    delete process.env['COMICE_TEST_SECRET']
    expect(text).toMatch(/^TERM=xterm$/mu)
    expect(text).toMatch(/^LC_ALL=C.UTF-8$/mu)
    expect(text).toMatch(new RegExp(`^COMICE_PEER=${people.bob.key}$`, 'mu'))
    expect(text).not.toMatch(/secret|LD_PRELOAD|PATH=\/tmp$|\(\) \{/mu)
  })

  test('ends with all that it started, when it ends and when its caller goes', async () => {
    await using left = await sh('sleep 1000 & echo $!')
    const background = Number(await textOf(left.stdout))
    expect(await left.exit).toEqual({ kind: 'code', code: 0 })
    await waitFor(() => !isRunning(background))

    const gone = await sh('trap "" HUP; sleep 1000 & echo $! $$; wait')
    const pids = (await nextText(gone.stdout)).trim().split(' ').map(Number)
    expect(pids.map(isRunning)).toEqual([true, true])
    await gone[Symbol.asyncDispose]()
    await waitFor(() => !pids.some(isRunning))
  })
})

test('what left its command’s group finds its pipes closed when the session ends', async () => {
  // It ends when it can write no more; nobody reads what it writes.
  const loop = 'while echo x >&2; do sleep 0.05; done'
  const command = await sh(`setsid sh -c '${loop}' & echo $!; sleep 0.5`)
  const left = Number(await nextText(command.stdout))
  await command.exit
  expect(isRunning(left)).toBe(true)
  await command[Symbol.asyncDispose]()
  await waitFor(() => !isRunning(left))
})

describe('a flow that is not read', () => {
  test('holds up neither the other one nor the exit nor a signal', async () => {
    await using command = await sh('yes pears & yes=$!; echo err >&2; trap "kill $yes; exit 4" USR1; wait')
    // Nobody reads stdout; more is written than all buffers hold.
    expect(await nextText(command.stderr)).toBe('err\n')
    await waitFor(() => (people.alice.remote.sessions()[0]?.bytesOut ?? 0) >= 1024 * 1024)
    command.signal('SIGUSR1')
    expect(await command.exit).toEqual({ kind: 'code', code: 4 })
    const [session] = people.alice.remote.sessions()
    expect(session?.bytesOut).toBeLessThan(1024 * 1024 + 100)
  })

  test('that a command does not read does not keep it from ending', async () => {
    await using command = await exec('true')
    const writing = new Promise((resolve) => command.stdin.write(Buffer.alloc(8 * 1024 * 1024), resolve))
    expect(await command.exit).toEqual({ kind: 'code', code: 0 })
    await command[Symbol.asyncDispose]()
    await writing
  })
})

test('8 MiB go there and come back as they were', async () => {
  await using command = await exec('cat')
  const size = 8 * 1024 * 1024
  const block = Buffer.alloc(256 * 1024, 'pears and plums ')
  const write = async () => {
    for (let sent = 0; sent < size; sent += block.byteLength)
      if (!command.stdin.write(block)) await new Promise((resolve) => command.stdin.once('drain', resolve))
    command.stdin.end()
  }
  let got = 0
  const read = async () => {
    for await (const piece of command.stdout as AsyncIterable<Buffer>) {
      const at = got % 16
      expect(
        Buffer.compare(piece.subarray(0, 16), block.subarray(at, at + Math.min(16, piece.byteLength))),
      ).toBe(0)
      got += piece.byteLength
    }
  }
  await Promise.all([write(), read()])
  expect(got).toBe(size)
  expect(await command.exit).toEqual({ kind: 'code', code: 0 })
})
