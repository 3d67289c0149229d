/** A peer that has a grant and a client of its own making, against a machine in a process of its own. */
import type { Duplex } from 'node:stream'
import { remoteForward, remoteOpen } from '@comice/protocol'
import { spawnPeer, type SpawnedPeer, waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPEN_TIMEOUT_MS } from '../../src/constants.ts'
import { encodeExec } from '../../src/exec/exec-params.ts'
import { REMOTE_PURPOSE } from '../../src/session/machine.ts'
import { ask } from '../../src/session/opening.ts'
import { encodeMessage } from '../../src/session/messages.ts'
import { codeOf, createAliceAndBob, textOf } from '../remote-peers.ts'

const MIB = 1024 * 1024

let people: Awaited<ReturnType<typeof createAliceAndBob>>
let victim: SpawnedPeer
let device = ''
let port = 0
/** Streams on which no whole request was sent: after how many ms each was cut. */
const halfOpen: Promise<number>[] = []
beforeAll(async () => {
  people = await createAliceAndBob()
  victim = await spawnPeer({
    script: new URL('./victim-process.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source', '--disable-warning=ExperimentalWarning'],
    args: [people.dht.address],
  })
  const ready = await told<{ key: string; port: number }>('ready')
  device = ready.key
  port = ready.port
  for (const { key } of [people.bob, people.alice])
    for (const what of ['exec', `forward:127.0.0.1:${port}`]) {
      victim.send(`allow ${key} ${what}`)
      await told('allowed')
    }
  await people.bob.remote.ping(device)
  await people.alice.remote.ping(device)
  // They wait while the other tests run.
  const request = encodeMessage(remoteOpen.encode({ capability: 'exec', params: new Uint8Array(9) }))
  for (const said of [new Uint8Array(0), request.subarray(0, 7)])
    halfOpen.push(closedAfter(await openStream(), said))
}, 120_000)
afterAll(async () => {
  await victim[Symbol.asyncDispose]()
  await people[Symbol.asyncDispose]()
})

function closedAfter(stream: Duplex, said: Uint8Array): Promise<number> {
  const since = performance.now()
  stream.write(said)
  stream.resume()
  return new Promise((resolve) => stream.once('close', () => resolve(performance.now() - since)))
}

/** The next line of that kind. */
function told<Fields extends object>(event: string): Promise<Fields> {
  return victim.waitForJson<Fields>((line) => (line as { event?: string }).event === event, {
    timeoutMs: 60_000,
  })
}

/** What the machine has, bytes; and that it was warned of nothing, such as of too many listeners. */
async function memory(): Promise<number> {
  victim.send('memory')
  const { bytes, warnings } = await told<{ bytes: number; warnings: string[] }>('memory')
  expect(warnings).toEqual([])
  return bytes
}

/** A stream of bob's to the machine, on which nothing was said. Nobody reads it. */
async function openStream(): Promise<Duplex> {
  const { peer } = people.bob
  const connection = peer.network.connections.get(device)
  if (connection === undefined) throw new Error('not connected')
  const opened = await peer.network.streams.open(connection, { purpose: REMOTE_PURPOSE, bulk: true })
  if (!opened.ok) throw new Error(opened.code)
  opened.value.bytes.on('error', () => undefined)
  return opened.value.bytes
}

async function openSession(capability: string, params: Uint8Array): Promise<Duplex> {
  const bytes = await openStream()
  await ask(bytes, { peer: 'the machine', capability, params })
  return bytes
}

/** As somebody else who uses the machine sees it. */
async function echo(remote = people.alice.remote): Promise<string> {
  await using command = await remote.exec(device, { argv: ['echo', 'on'] }, { timeoutMs: 60_000 })
  // Before it is disposed.
  return await textOf(command.stdout)
}

test('a thousand sessions that pour and are not read cost what each begins with, and others go on beside them', async () => {
  expect(await echo()).toBe('on\n')
  const before = await memory()
  const params = remoteForward.encode({ target: `127.0.0.1:${port}` })
  const streams: Duplex[] = []
  let refusal = ''
  while (refusal === '') {
    // As fast as the machine takes them: so many are in the making at once.
    const more = await Promise.allSettled(Array.from({ length: 50 }, () => openSession('forward', params)))
    for (const one of more) {
      if (one.status === 'fulfilled') streams.push(one.value)
      else refusal = (one.reason as { code?: string; message: string }).code ?? (one.reason as Error).message
    }
  }
  expect(refusal).toMatch(/^(?:BUSY|REMOTE_BUSY)$/u)
  expect(streams.length).toBeGreaterThanOrEqual(1000)
  // Fair: neither somebody else nor the flooder's own next command waits for them.
  expect(await echo()).toBe('on\n')
  streams.pop()?.destroy()
  await waitFor(async () => (await codeOf(echo(people.bob.remote))) === 'NOTHING', { timeoutMs: 60_000 })
  expect((await memory()) - before).toBeLessThan(200 * MIB)
  for (const stream of streams) stream.destroy()
}, 180_000)

test('commands whose output nobody reads hold up themselves alone', async () => {
  const before = await memory()
  const streams: Duplex[] = []
  for (let at = 0; at < 30; at++)
    streams.push(await openSession('exec', encodeExec({ argv: ['cat', '/dev/zero'] })))
  expect(await echo(people.bob.remote)).toBe('on\n')
  expect((await memory()) - before).toBeLessThan(200 * MIB)
  for (const stream of streams) stream.destroy()
}, 120_000)

test('who says nothing, or half of it, is cut when the time for it is over', async () => {
  const tookMs = await Promise.all(halfOpen)
  expect(Math.min(...tookMs)).toBeGreaterThan(OPEN_TIMEOUT_MS - 1000)
  expect(await echo(people.bob.remote)).toBe('on\n')
}, 120_000)
