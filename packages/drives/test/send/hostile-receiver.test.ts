import { createGuessLimit, type Peer, runPake } from '@comice/core'
import { waitFor } from '@comice/testkit'
import crypto from 'hypercore-crypto'
import { expect, test } from 'vitest'
import { parseCode, secretOfCode, topicOfCode } from '../../src/code/code.ts'
import { Inbox } from '../../src/send/inbox.ts'
import { openChannelLane } from '../../src/send/lane.ts'
import { makeFiles } from '../folder.ts'
import { malloryLane, type MalloryLane } from './mallory.ts'
import { createSendPeers } from './sends-peers.ts'

const MIB = 1024 * 1024
const PREFIX = new Uint8Array(32)
const accept = (index: number, offset: number) =>
  ({ kind: 'accept', at: { index, offset }, prefix: PREFIX }) as const

/** Comes as a receiver with the right code, reads the offer, and does as it likes. Resolves when it is left. */
async function receiveAs(peer: Peer, text: string, act: (lane: MalloryLane) => Promise<void> | void) {
  const code = parseCode(text)
  await using network = peer.network.sibling({ keyPair: crypto.keyPair() })
  const over = Promise.withResolvers<void>()
  network.on('connection', (connection) => {
    connection.stream.once('close', () => over.resolve())
    const inbox = new Inbox({ maxBytes: 1e9 })
    const lane = openChannelLane(connection, inbox)
    if (lane === null) return
    const own = malloryLane(lane, connection, inbox)
    own.frame({ kind: 'hello', resume: null })
    const options = { purpose: 'comice/send', secret: secretOfCode(code), guesses: createGuessLimit() }
    void runPake(connection, options).then(async () => {
      if ((await own.next('offer')) !== null) await act(own)
    })
  })
  network.join(topicOfCode(code), { server: false })
  await over.promise
}

test.each<[what: string, act: (lane: MalloryLane) => Promise<void> | void]>([
  [
    'acknowledges what was not sent',
    (lane) => {
      lane.frame(accept(0, 0))
      lane.frame({ kind: 'ack', bytes: 1e15 })
    },
  ],
  [
    'takes back what it acknowledged',
    async (lane) => {
      lane.frame(accept(0, 0))
      await lane.next('batch')
      lane.frame({ kind: 'ack', bytes: 10 })
      lane.frame({ kind: 'ack', bytes: 1 })
    },
  ],
  ['sends bytes that mean nothing', (lane) => lane.raw(Buffer.from([99, 99]))],
  ['accepts as a sender would', (lane) => lane.frame({ kind: 'refusal', reason: 'taken' })],
  [
    'sends more than it was asked',
    (lane) => {
      for (let at = 0; at < 30; at++) lane.raw(Buffer.alloc(300_000, 6))
    },
  ],
])('a receiver that %s is left, and the next one is served', async (_, act) => {
  await using peers = await createSendPeers()
  const [alice, bob, mallory] = [await peers.open(), await peers.open(), await peers.open()]
  const [source, target] = [await peers.dir(), await peers.dir()]
  await makeFiles(source.path, { 'orchard/pears.bin': Buffer.alloc(12 * MIB, 1) })
  const send = await alice.sends.send({ paths: [source.join('orchard')], receivers: 2 })
  await receiveAs(mallory.peer, send.code, act)
  await (
    await bob.sends.receive(send.code, { into: target.path })
  ).done
  await waitFor(() => send.state.receivers.some(({ phase }) => phase === 'done'))
})

test('a receiver that asks for what is beyond the end gets the end', async () => {
  await using peers = await createSendPeers()
  const [alice, mallory] = [await peers.open(), await peers.open()]
  const source = await peers.dir()
  await makeFiles(source.path, { 'orchard/pears.bin': 'pear' })
  const send = await alice.sends.send({ paths: [source.join('orchard')], receivers: 2 })
  let got: unknown = null
  await receiveAs(mallory.peer, send.code, async (lane) => {
    lane.frame(accept(1e12, 1e12))
    got = await lane.next('batch')
    await lane.connection.close()
  })
  expect(got).toMatchObject({ kind: 'batch', records: Buffer.from([5]) })
})

test('a receiver that takes nothing holds a window of memory, and no more', async () => {
  await using peers = await createSendPeers()
  const [alice, mallory] = [await peers.open(), await peers.open()]
  const source = await peers.dir()
  await makeFiles(source.path, { 'orchard/pears.bin': Buffer.alloc(40 * MIB, 1) })
  const send = await alice.sends.send({ paths: [source.join('orchard')] })
  let bytes = 0
  await receiveAs(mallory.peer, send.code, async (lane) => {
    lane.frame(accept(0, 0))
    for (;;) {
      const batch = await Promise.race([lane.next('batch'), silence(3_000)])
      if (batch?.kind !== 'batch') break
      bytes += batch.records.byteLength
    }
    await lane.connection.close()
  })
  expect(bytes).toBeGreaterThan(7 * MIB)
  expect(bytes).toBeLessThanOrEqual(8 * MIB)
})

function silence(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null))
}
