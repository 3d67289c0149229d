import { createHash } from 'node:crypto'
import { tempDir, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MAX_PROCESSES_PER_DEVICE } from '../../src/constants.ts'
import type { RemoteShell } from '../../src/index.ts'
import { codeOf, createAliceAndBob, nextText, textOf } from '../remote-peers.ts'

type People = Awaited<ReturnType<typeof createAliceAndBob>>

const terminal = { kind: 'xterm', columns: 90, rows: 30 }

let people: People
let home: Awaited<ReturnType<typeof tempDir>>
beforeAll(async () => {
  // Login shells without the profile of whoever runs this: such a file may take a minute, and locks that outlive it.
  home = await tempDir('home')
  vi.stubEnv('HOME', home.path)
  people = await createAliceAndBob()
  await people.allow('shell')
  await people.allow('exec')
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
  vi.unstubAllEnvs()
  await home[Symbol.asyncDispose]()
})

/** What a shell has shown so far. */
function follow(shell: Pick<RemoteShell, 'stdout'>) {
  const shown = { text: '', bytes: 0 }
  shell.stdout.on('data', (piece: Buffer) => {
    shown.text += piece.toString('latin1')
    shown.bytes += piece.byteLength
  })
  const shows = (text: string) => waitFor(() => shown.text.includes(text), { timeoutMs: 20_000 })
  return { shown, shows }
}

const open = (attach?: { session: string; seen?: number }) =>
  people.bob.remote.shell('alice', { terminal, ...(attach === undefined ? {} : { attach }) })

/** Runs on a terminal. */
const onTerminal = (...argv: [string, ...string[]]) => people.bob.remote.exec('alice', { argv, terminal })

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('no command gets the terminal of another one', async () => {
  await using other = await onTerminal('cat')
  other.stdin.write('here\r')
  const { shows } = follow(other)
  await shows('here')
  await using command = await people.bob.remote.exec('alice', { argv: ['ls', '-l', '/proc/self/fd'] })
  const open = await textOf(command.stdout)
  expect(open).toContain('/dev/null')
  expect(open).not.toMatch(/ptmx/u)
})

describe('a command on a terminal', () => {
  test('has its shape, also when that changes, and its kind', async () => {
    await using command = await onTerminal(
      'sh',
      '-c',
      'stty size; echo $TERM; trap "stty size; exit 3" WINCH; while :; do sleep 0.05; done',
    )
    let text = ''
    command.stdout.on('data', (piece: Buffer) => (text += String(piece)))
    await waitFor(() => text === '30 90\r\nxterm\r\n')
    command.resize(120, 40)
    expect(await command.exit).toEqual({ kind: 'code', code: 3 })
    await waitFor(() => text === '30 90\r\nxterm\r\n40 120\r\n')
  })

  test('of an unsafe kind is a dumb one', async () => {
    const argv = ['sh', '-c', 'echo "[$TERM]"'] as const
    const unsafe = { ...terminal, kind: '../$(id)' }
    await using command = await people.bob.remote.exec('alice', { argv, terminal: unsafe })
    expect(await textOf(command.stdout)).toBe('[dumb]\r\n')
  })

  test('may get another shape while it exits', async () => {
    for (let round = 0; round < 10; round++) {
      await using command = await onTerminal('true')
      let isOver = false
      void command.exit.finally(() => (isOver = true))
      for (let columns = 1; !isOver; columns++) {
        command.resize((columns % 200) + 1, 20)
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(await command.exit).toEqual({ kind: 'code', code: 0 })
    }
  })

  test('has its keys: Ctrl-C is a signal, Ctrl-D an end', async () => {
    await using slept = await onTerminal('sh', '-c', 'echo up; exec sleep 1000')
    // Before that there may be nobody on the terminal whom the key could interrupt.
    await follow(slept).shows('up')
    slept.stdin.write('\x03')
    expect(await slept.exit).toEqual({ kind: 'signal', signal: 'INT' })
    await using cat = await onTerminal('cat')
    cat.stdin.end('pears\r')
    expect(await textOf(cat.stdout)).toContain('pears')
    expect(await cat.exit).toEqual({ kind: 'code', code: 0 })
  })

  test('gets a paste of bytes of every value as it is', async () => {
    const paste = Buffer.alloc(1024 * 1024, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))
    await using command = await onTerminal(
      'sh',
      '-c',
      `stty raw -echo; echo up; head -c ${paste.byteLength} | sha256sum`,
    )
    const { shows } = follow(command)
    await shows('up')
    command.stdin.write(paste)
    await shows(createHash('sha256').update(paste).digest('hex'))
    expect(await command.exit).toEqual({ kind: 'code', code: 0 })
  })

  test('shows ten megabytes whole', async () => {
    await using command = await onTerminal('head', '-c', '10000000', '/dev/zero')
    let bytes = 0
    for await (const piece of command.stdout as AsyncIterable<Buffer>) bytes += piece.byteLength
    expect(bytes).toBe(10_000_000)
  }, 120_000)
})

describe('a shell', () => {
  test('goes on without its stream, and shows what was missed when its device comes back', async () => {
    const first = await open()
    const before = follow(first)
    first.stdin.write('echo pe""ars; echo $$\r')
    await before.shows('pears')
    first.stdin.write('sleep 0.5; echo pl""ums\r')
    await before.shows('sleep 0.5')
    // As when the network is lost: the stream is cut and nothing is said.
    await first[Symbol.asyncDispose]()
    await waitFor(() => people.alice.remote.sessions().some(({ what }) => what === 'detached'))

    await using again = await open({ session: first.id, seen: before.shown.bytes })
    const after = follow(again)
    await after.shows('plums')
    expect(after.shown.text).not.toContain('pears')
    expect(again.id).toBe(first.id)
    again.stdin.write('exit 3\r')
    expect(await again.exit).toEqual({ kind: 'code', code: 3 })
    expect(await codeOf(open({ session: first.id }))).toBe('SHELL_UNKNOWN')
  }, 60_000)

  test('whose device is away is in the audit log when it ends', async () => {
    const { id, ...first } = await open()
    await first[Symbol.asyncDispose]()
    const { remote } = people.alice
    await waitFor(() => remote.sessions().some((one) => one.id === id && one.what === 'detached'))
    remote.kill(id)
    const ending = async () =>
      (await remote.audit(50)).find((entry) => entry.session === id && entry.what === 'detached')
    await waitFor(async () => (await ending()) !== undefined)
    expect(await ending()).toMatchObject({ kind: 'ended', capability: 'shell', how: 'REMOTE_KILLED' })
  }, 60_000)

  test('has the shape of the terminal that its device comes back with', async () => {
    const first = await open()
    await first[Symbol.asyncDispose]()
    const other = { kind: 'xterm', columns: 71, rows: 17 }
    await using again = await people.bob.remote.shell('alice', {
      ...{ terminal: other, attach: { session: first.id } },
    })
    const { shows } = follow(again)
    again.stdin.write('stty size\r')
    await shows('17 71')
    people.alice.remote.kill(first.id)
  }, 60_000)

  test('that waits for its device counts like one that is attached', async () => {
    await using others = await createAliceAndBob()
    await others.allow('shell')
    for (let count = 0; count < MAX_PROCESSES_PER_DEVICE; count++) {
      const shell = await others.bob.remote.shell('alice', { terminal })
      await shell[Symbol.asyncDispose]()
    }
    expect(await codeOf(others.bob.remote.shell('alice', { terminal }))).toBe('REMOTE_BUSY')
  }, 120_000)

  test('is its device’s alone, and the newer of two ends has it', async () => {
    const carol = await people.open()
    await carol.remote.peers.add('alice', people.alice.key)
    await people.alice.remote.grant({ who: { kind: 'device', key: carol.key }, what: 'shell' })
    await using first = await open()
    const theirs = carol.remote.shell('alice', { terminal, attach: { session: first.id } })
    expect(await codeOf(theirs)).toBe('SHELL_UNKNOWN')
    await using second = await open({ session: first.id })
    expect(await codeOf(first.exit)).toBe('SHELL_TAKEN')
    const { shows } = follow(second)
    second.stdin.write('echo mi""ne\r')
    await shows('mine')
    people.alice.remote.kill(first.id)
    expect(await codeOf(second.exit)).toBe('REMOTE_KILLED')
  }, 60_000)

  test('ends with its grant, with all its jobs, attached or not', async () => {
    await using others = await createAliceAndBob()
    const grant = await others.allow('shell')
    const shell = await others.bob.remote.shell('alice', { terminal })
    const { shown, shows } = follow(shell)
    shell.stdin.write('set -m; sleep 1000 & echo job=$! me=$$ done""e\r')
    await shows('donee')
    const [, job, me] = /job=(\d+) me=(\d+) donee/u.exec(shown.text)?.map(Number) ?? []
    await shell[Symbol.asyncDispose]()
    await waitFor(() => others.alice.remote.sessions().length === 1)
    expect([job, me].map((pid) => isRunning(pid ?? 0))).toEqual([true, true])
    await others.alice.peer.grants.revoke(grant.id)
    await waitFor(() => ![job, me].some((pid) => isRunning(pid ?? 0)))
    // It is listed until all it had is gone, which its end tells a moment later.
    await waitFor(() => others.alice.remote.sessions().length === 0)
  }, 60_000)

  test('that is shown to nobody stops, and one whose program reads nothing takes no more', async () => {
    await using shell = await open()
    shell.stdout.pause()
    shell.stdin.write('exec yes\r')
    const out = () =>
      people.alice.remote.sessions().find(({ capability, what }) => capability === 'shell' && what === '')
        ?.bytesOut ?? 0
    let last = -1
    await waitFor(
      () => {
        const isStill = out() > 1024 * 1024 && out() === last
        last = out()
        return isStill
      },
      { intervalMs: 500, timeoutMs: 60_000 },
    )
    expect(out()).toBeLessThan(2 * 1024 * 1024)

    // Not in lines: of those the kernel itself drops what is too long.
    await using deaf = await onTerminal('sh', '-c', 'stty raw -echo; echo raw; exec sleep 1000')
    await nextText(deaf.stdout)
    let taken = 0
    const write = () => {
      while (taken < 16 * 1024 * 1024 && deaf.stdin.write(Buffer.alloc(64 * 1024, 'x'))) taken += 64 * 1024
    }
    deaf.stdin.on('drain', write)
    write()
    const sleeper = () => people.alice.remote.sessions().find(({ what }) => what === 'sh')?.bytesIn ?? 0
    let before = -1
    await waitFor(
      () => {
        const isStill = sleeper() > 0 && sleeper() === before
        before = sleeper()
        return isStill
      },
      { intervalMs: 500, timeoutMs: 60_000 },
    )
    expect(sleeper()).toBeLessThan(1.5 * 1024 * 1024)
  }, 150_000)
})
