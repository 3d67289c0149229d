import { describe, expect, test } from 'vitest'
import { spawnPeer, waitFor, type SpawnOptions } from '../../src/index.ts'

const script = new URL('./programs/talker.ts', import.meta.url)
const spawnTalker = (options: SpawnOptions = {}) => spawnPeer({ name: 'bob', script, ...options })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('lines', () => {
  test('a peer is told something and answers', async () => {
    await using bob = await spawnTalker({ env: { GREETING: 'hello' } })
    expect(await bob.waitForLine(/^ready/)).toBe('ready hello')
    bob.send('say some words')
    expect(await bob.waitForLine((line) => line.includes('words'))).toBe('some words')
    // Written before, but to another pipe.
    await waitFor(() => bob.stderr.includes('starting'))
  })

  test('a wait goes on after the line of the last one', async () => {
    await using bob = await spawnTalker()
    bob.send('say message 1')
    bob.send('say message 2')
    expect(await bob.waitForLine(/^message/)).toBe('message 1')
    expect(await bob.waitForLine(/^message/)).toBe('message 2')
    expect(await bob.waitForLine(/^message/, { fromStart: true })).toBe('message 1')
  })

  test('JSON lines are found among others', async () => {
    await using bob = await spawnTalker()
    bob.send('say not json')
    bob.send('say {"event":"other"}')
    bob.send('say {"event":"joined","room":"garden"}')
    const joined = await bob.waitForJson<{ event: string; room: string }>(({ event }) => event === 'joined')
    expect(joined.room).toBe('garden')
  })

  test('all lines come in order, also to a late reader, until the end', async () => {
    await using bob = await spawnTalker()
    for (let i = 0; i < 5; i++) bob.send(`say ${i}`)
    bob.endInput()
    await bob.exited
    const lines = []
    for await (const line of bob.lines()) lines.push(line)
    expect(lines).toEqual(['ready without greeting', '0', '1', '2', '3', '4'])
  })

  test('output is bounded, and the error says what was let go', async () => {
    await using bob = await spawnTalker()
    bob.send('print 6000')
    await bob.waitForLine(/^line 5999/)
    const late = bob.waitForLine(/never/, { timeoutMs: 50 })
    await expect(late).rejects.toThrow(/earlier lines not kept/)
  })

  test('a wait that is too late shows what was printed', async () => {
    await using bob = await spawnTalker()
    await bob.waitForLine(/ready/)
    await waitFor(() => bob.stderr.includes('starting'))
    await expect(bob.waitForLine(/joined/, { timeoutMs: 50 })).rejects.toThrow(
      /WAIT_TIMEOUT: bob: waited 50 ms for a line like \/joined\/\n--- its stdout\nready without greeting\n--- its stderr\nstarting/,
    )
  })

  test('a wait ends as soon as the process does, with its stderr', async () => {
    await using bob = await spawnTalker()
    bob.send('fail out of pears')
    const waiting = bob.waitForLine(/joined/)
    await expect(waiting).rejects.toThrow(
      /^PROCESS_EXITED: bob ended \(code 1\) before a line like \/joined\//,
    )
    await expect(waiting).rejects.toThrow(/Error: out of pears/)
  })
})

describe('endings', () => {
  test('kill -9 is seen as such and takes the children along', async () => {
    await using bob = await spawnTalker()
    bob.send('child')
    const { child } = await bob.waitForJson<{ child: number }>((value) => 'child' in value)
    expect(isAlive(child)).toBe(true)
    expect(await bob.kill()).toEqual({ code: null, signal: 'SIGKILL' })
    expect(isAlive(bob.pid)).toBe(false)
    await waitFor(() => !isAlive(child))
  })

  test('stop lets it say goodbye', async () => {
    await using bob = await spawnTalker()
    await bob.waitForLine(/ready/)
    expect(await bob.stop()).toEqual({ code: 0, signal: null })
    expect(await bob.waitForLine(/bye/)).toBe('bye')
  })

  test('one that ignores SIGTERM is killed at the deadline and reported', async () => {
    await using bob = await spawnTalker({ args: ['--stubborn'] })
    await bob.waitForLine(/ready/)
    await expect(bob.stop({ timeoutMs: 100 })).rejects.toThrow(
      'PROCESS_NOT_STOPPED: bob did not end within 100 ms of SIGTERM and was killed',
    )
    expect(await bob.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('a frozen peer answers nothing and goes on when it is thawed', async () => {
    await using bob = await spawnTalker()
    await bob.waitForLine(/ready/)
    bob.freeze()
    bob.send('say awake')
    await expect(bob.waitForLine(/awake/, { timeoutMs: 100 })).rejects.toThrow('WAIT_TIMEOUT')
    bob.thaw()
    await bob.waitForLine(/awake/)
  })

  test('its scope ends it', async () => {
    let pid: number
    {
      await using bob = await spawnTalker()
      pid = bob.pid
    }
    expect(isAlive(pid)).toBe(false)
  })

  test('nothing is left when the process that spawned it is killed itself', async () => {
    const parent = new URL('./programs/parent.ts', import.meta.url)
    const execArgv = ['--conditions=@comice/source']
    const tester = await spawnPeer({ name: 'tester', script: parent, execArgv })
    const { child } = await tester.waitForJson<{ child: number }>((value) => 'child' in value)
    expect(isAlive(child)).toBe(true)
    process.kill(tester.pid, 'SIGKILL')
    await waitFor(() => !isAlive(child), { describe: 'the end of the orphan' })
    await tester[Symbol.asyncDispose]()
  })

  test('a program that is not there is an error of its own', async () => {
    await expect(spawnPeer({ command: '/no/such/program' })).rejects.toThrow('PROCESS_NOT_STARTED')
    await expect(spawnPeer({})).rejects.toThrow('OPTION_INVALID')
  })
})
