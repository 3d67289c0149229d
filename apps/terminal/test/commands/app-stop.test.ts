/** The end of apps that do not listen: to their node, to a signal, or to anybody. */
import { readFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAppFolder, succeed } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
})
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }
const STAYS = 'setInterval(() => {}, 1000)'
const FULL = { permissions: { full: true } }

/** How long a command took, in ms. */
async function timed(args: string[]): Promise<number> {
  const startedAt = performance.now()
  await succeed(machine, 'alice', args)
  return performance.now() - startedAt
}

/** Ends it by its name, and says how long that took beyond what any command takes here, in ms. */
async function stop(name: string): Promise<number> {
  const anyMs = await timed(['app', 'list'])
  return (await timed(['app', 'stop', name])) - anyMs
}

test('an app that never imports the runtime is ended at once: nobody waits for its teardown', async () => {
  const { dir } = await createAppFolder(machine, `console.log('here'); ${STAYS}`, { name: 'plain' })
  await using running = await machine.start('alice', ['run', dir])
  await running.waitForLine(/here/, wait)
  // The runtime's teardown has 5 s.
  expect(await stop('plain')).toBeLessThan(4_500)
  await running.exited
})

test('so is the backend of a window', async () => {
  const app = await createAppFolder(machine, STAYS, { name: 'plain-window', pear: { type: 'window' } })
  await app.write({ 'index.html': '<!doctype html>' })
  await using running = await machine.start('alice', ['run', app.dir, '--json'])
  await running.waitForJson(({ type }) => type === 'window', wait)
  expect(await stop('plain-window')).toBeLessThan(4_500)
  await running.exited
})

test('an app that ignores its end is killed, with all that it started', async () => {
  const { dir } = await createAppFolder(
    machine,
    `import { spawn } from 'node:child_process'
     const deaf = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log(process.pid)'
     const pids = [process.pid]
     for (const detached of [true, false]) {
       const { stdout } = spawn(process.execPath, ['-e', deaf], { detached, stdio: ['ignore', 'pipe', 'ignore'] })
       pids.push(Number(await new Promise((resolve) => stdout.once('data', resolve))))
     }
     if (process.argv[2] === 'deaf') process.on('SIGTERM', () => {})
     console.log('here ' + pids.join()); ${STAYS}`,
    { name: 'deaf', pear: FULL },
  )
  for (const how of ['deaf', 'listening']) {
    await using running = await machine.start('alice', ['run', dir, '--trust', 'deaf', '--', how])
    const pids = (await running.waitForLine(/here/, wait)).match(/\d+/gu)?.map(Number) ?? []
    expect(pids).toHaveLength(3)
    await stop('deaf')
    await running.exited
    await waitFor(async () => (await Promise.all(pids.map(isAlive))).every((alive) => !alive))
  }
})

test('the node stops, whatever the command of an app is doing', async () => {
  const { dir } = await createAppFolder(machine, `console.log('here'); ${STAYS}`, { pear: FULL })
  await using running = await machine.start('alice', ['run', dir, '--trust', 'pears'])
  await running.waitForLine(/here/, wait)
  process.kill(running.pid, 'SIGSTOP')
  try {
    const stopped = await machine.comice('alice', ['stop', '--timeout', '20'])
    expect(stopped).toMatchObject({ code: 0, stderr: '' })
  } finally {
    process.kill(running.pid, 'SIGCONT')
  }
  // Without its node the app is ended by its command.
  await running.exited
})

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /u.test(stat)
}
