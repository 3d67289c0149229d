/** Beside streams that libsodium alone seals, and pins what quick-seal.ts knows of secret-stream and of libsodium's state. */
import { createWire, keyPairOf, once, seededRandom } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { QUICK_SEAL_BYTES } from '../../src/constants.ts'
import { sealQuickly } from '../../src/fast-path/quick-seal.ts'

interface Direction {
  readonly state: Uint8Array
  next(from: Uint8Array, to: Uint8Array): Uint8Array
  final(message: Uint8Array, sealed: Uint8Array): Uint8Array
}

interface Internals {
  readonly _encrypt: Direction
  readonly _decrypt: Direction
}

const SEAL_BYTES = 17

/** Alice's stream is quick, bob's is not; how often libsodium was asked at hers. */
async function openStreams() {
  await using stack = new AsyncDisposableStack()
  const wire = stack.use(createWire())
  const alice = new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf('alice') })
  const bob = new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf('bob') })
  for (const stream of [alice, bob]) stack.adopt(stream, (opened) => opened.destroy())
  for (const stream of [alice, bob]) stream.on('error', () => undefined)
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  // The header of each direction is behind its first message.
  const first = Promise.all([once(alice, 'data'), once(bob, 'data')])
  alice.write(b4a.from('a'))
  bob.write(b4a.from('b'))
  await first
  const [{ _encrypt: sending, _decrypt: receiving }, bobs] = [alice, bob].map(
    (stream) => stream as unknown as Internals,
  ) as [Internals, Internals]
  const asked = { seal: 0, open: 0 }
  const [seal, open] = [sending.next.bind(sending), receiving.next.bind(receiving)]
  sending.next = (...args) => (asked.seal++, seal(...args))
  receiving.next = (...args) => (asked.open++, open(...args))
  sealQuickly(alice)
  const kept = stack.move()
  return {
    ...{ wire, alice, bob, asked, sending, receiving, bobs },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Of large frames every length above a multiple of 16, and small ones between them. */
const LENGTHS = Array.from({ length: 32 }, (_, n) => [QUICK_SEAL_BYTES + n, 5, 70_000 + n, 0x1_0008]).flat()
const EVERY_EIGHTH = LENGTHS.filter((length) => length >= QUICK_SEAL_BYTES && length % 8 === 0).length

test('what it seals libsodium opens, and what libsodium seals it opens, frame after frame', async () => {
  await using streams = await openStreams()
  const { alice, bob, asked, sending, receiving, bobs } = streams
  const random = seededRandom()
  const sent = LENGTHS.map((length) => random.bytes(length))
  for (const [from, to] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const came: Uint8Array[] = []
    const all = new Promise<void>((resolve) => {
      to.on('data', (message: Uint8Array) => {
        came.push(b4a.from(message))
        if (came.length === sent.length) resolve()
      })
    })
    for (const message of sent) from.write(b4a.from(message))
    await all
    expect(came.every((message, at) => b4a.equals(message, sent[at] ?? b4a.alloc(0)))).toBe(true)
  }
  expect(asked).toEqual({ seal: LENGTHS.length - EVERY_EIGHTH, open: LENGTHS.length - EVERY_EIGHTH })
  // 44 bytes of 52: the rest is not used.
  expect(b4a.equals(sending.state.subarray(0, 44), bobs._decrypt.state.subarray(0, 44))).toBe(true)
  expect(b4a.equals(receiving.state.subarray(0, 44), bobs._encrypt.state.subarray(0, 44))).toBe(true)
})

test('where the counter ends, the key changes as libsodium has it', async () => {
  await using streams = await openStreams()
  const { alice, bob, asked, sending, bobs } = streams
  for (const { state } of [sending, bobs._decrypt]) state.set([0xfe, 0xff, 0xff, 0xff], 32)
  const before = b4a.from(sending.state.subarray(0, 32))
  for (let at = 0; at < 3; at++) {
    const came = once(bob, 'data')
    alice.write(b4a.alloc(QUICK_SEAL_BYTES, at))
    expect(await came).toEqual([b4a.alloc(QUICK_SEAL_BYTES, at)])
  }
  expect(asked.seal).toBe(1)
  expect(b4a.equals(sending.state.subarray(0, 32), before)).toBe(false)
  expect(b4a.equals(sending.state.subarray(0, 44), bobs._decrypt.state.subarray(0, 44))).toBe(true)
})

test('a frame with another tag is left to libsodium', async () => {
  await using streams = await openStreams()
  const { asked, receiving, bobs } = streams
  const sealed = b4a.alloc(QUICK_SEAL_BYTES + SEAL_BYTES)
  bobs._encrypt.final(b4a.alloc(QUICK_SEAL_BYTES, 3), sealed)
  const message = receiving.next(sealed, b4a.alloc(QUICK_SEAL_BYTES))
  expect(b4a.equals(message, b4a.alloc(QUICK_SEAL_BYTES, 3))).toBe(true)
  expect(asked.open).toBe(1)
})

test('of a frame that was changed on its way nothing comes, and the stream is over', async () => {
  await using streams = await openStreams()
  const { wire, alice, bob } = streams
  let came = 0
  alice.on('data', () => came++)
  const closed = once(alice, 'close')
  wire.toLeft.corrupt(1)
  bob.write(b4a.alloc(QUICK_SEAL_BYTES))
  await closed
  expect(came).toBe(0)
})
