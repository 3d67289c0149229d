/** Over real sockets on loopback, as paths are: one end reads into memory that it uses again. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { giveBack } from '@comice/protocol'
import { keyPairOf, seededRandom, type SeededRandom } from '@comice/testkit'
import { expect, test } from 'vitest'
import { bindStream } from '../../src/fast-path/bound-stream.ts'
import { createByteDuplex } from '../../src/fast-path/byte-duplex.ts'
import { dialTcp, listenTcp } from '../../src/fast-path/tcp-ends.ts'

const HERE = { local: '127.0.0.1', remote: '127.0.0.1' }

async function openEnds() {
  const listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  const signal = AbortSignal.timeout(20_000)
  const [dialled, accepted] = await Promise.all([dialTcp(HERE, listener.port, signal), listener.accepted])
  if (dialled === null || accepted === null) throw new Error('not connected')
  const [alice, bob] = [keyPairOf('alice'), keyPairOf('bob')]
  const common = {
    outerHash: Buffer.alloc(64),
    id: Buffer.alloc(16),
    proof: Buffer.alloc(16),
    guard: () => undefined,
  }
  const ends = await Promise.all([
    bindStream(
      dialled.socket,
      { ...common, keyPair: alice, remotePublicKey: bob.publicKey, isDialler: true },
      signal,
    ),
    bindStream(
      accepted,
      { ...common, keyPair: bob, remotePublicKey: alice.publicKey, isDialler: false },
      signal,
    ),
  ])
  if (!ends[0].ok || !ends[1].ok) throw new Error('not bound')
  const [a, b] = [createByteDuplex(ends[0].value.stream), createByteDuplex(ends[1].value.stream)]
  return {
    dialled: a,
    accepted: b,
    /** Below what was dialled. */
    path: ends[0].value.stream,
    [Symbol.asyncDispose]: async () => {
      for (const end of [a, b]) if (!end.destroyed) await once(end.destroy(), 'close')
    },
  }
}

/** Writes chunks of all sizes, and their digest comes. */
async function fill(end: Duplex, random: SeededRandom): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < 60; at++) {
    const size = Math.floor(random.next() ** 4 * 600_000)
    const chunk = Buffer.alloc(size, `${at} ${size} `)
    hash.update(chunk)
    if (!end.write(chunk)) await once(end, 'drain')
  }
  end.end()
  return hash.digest('hex')
}

test('all bytes come, both ways at once, while what came is given back piece by piece', async () => {
  await using ends = await openEnds()
  const random = seededRandom(7)
  let emptied = 0
  const take = async (end: Duplex) => {
    const hash = createHash('sha256')
    end.on('data', (piece: Buffer) => {
      hash.update(piece)
      giveBack(piece)
      if (piece.byteLength === 0) emptied++
    })
    await once(end, 'end')
    return hash.digest('hex')
  }
  const { dialled, accepted } = ends
  const [sentByDialled, sentByAccepted, atDialled, atAccepted] = await Promise.all([
    fill(dialled, random),
    fill(accepted, random),
    take(dialled),
    take(accepted),
  ])
  expect([atDialled, atAccepted]).toEqual([sentByAccepted, sentByDialled])
  expect(emptied).toBeGreaterThan(0)
}, 60_000)

test('two blocks that came in one piece do not go together', async () => {
  await using ends = await openEnds()
  ends.accepted.write(Buffer.concat([Buffer.alloc(65_536, 1), Buffer.alloc(20, 2)]))
  const read = async (bytes: number) => {
    for (;;) {
      const piece = ends.dialled.read(bytes) as Buffer | null
      if (piece !== null) return piece
      await once(ends.dialled, 'readable')
    }
  }
  const [first, second] = [await read(65_536), await read(20)]
  giveBack(first)
  giveBack(second)
  expect(first.equals(Buffer.alloc(65_536, 1))).toBe(true)
  expect(second).toEqual(Buffer.alloc(20, 2))
}, 60_000)

test('what came before the other end left is read however late, also why it left, and only then is it a cut', async () => {
  await using ends = await openEnds()
  const { dialled, accepted } = ends
  const said = Buffer.alloc(50_000, 'why')
  accepted.write(said)
  await once(accepted.end(), 'finish')
  // By then dialled has heard that the path is gone: what it writes goes nowhere, and takes nothing away.
  const gone = once(ends.path, 'close')
  accepted.destroy()
  await gone
  await new Promise<unknown>((resolve) => dialled.write(Buffer.of(1), resolve))
  expect(dialled.destroyed).toBe(false)
  const failed = once(dialled, 'error')
  const chunks: Buffer[] = []
  dialled.on('data', (chunk: Buffer) => chunks.push(chunk))
  expect(await failed).toMatchObject([{ code: 'STREAM_CUT' }])
  expect(Buffer.concat(chunks).equals(said)).toBe(true)
}, 60_000)
