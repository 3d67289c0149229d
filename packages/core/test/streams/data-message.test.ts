/** Pins what data-message.ts knows of protomux: its muxes are the real ones, and the other end is as it was published. */
import { createWire, keyPairOf, once, seededRandom } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import b4a from 'b4a'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import { QUICK_SEAL_BYTES } from '../../src/constants.ts'
import { isAloneInFrame, sendData } from '../../src/streams/data-message.ts'

/** A channel from alice to bob, behind `before` others; what came at bob's, as messages and as lengths of frames. */
async function openChannel(before = 0) {
  await using stack = new AsyncDisposableStack()
  const wire = stack.use(createWire())
  const [alice, bob] = [
    new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf('alice') }),
    new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf('bob') }),
  ] as const
  for (const stream of [alice, bob]) stack.adopt(stream, (opened) => opened.destroy())
  for (const stream of [alice, bob]) stream.on('error', () => undefined)
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  const [atAlice, atBob] = [Protomux.from(alice), Protomux.from(bob)]
  for (let n = 0; n < before; n++) atAlice.createChannel({ protocol: `before ${n}` })?.open()
  const messages: (readonly [type: number, bytes: Uint8Array])[] = []
  const take = (type: number) => ({
    onmessage: (bytes: Uint8Array) => void messages.push([type, b4a.from(bytes)]),
  })
  const options = { protocol: 'test', messages: [take(0), take(1)] }
  const [there, here] = [atBob.createChannel(options), atAlice.createChannel(options)]
  if (there === null || here === null) throw new Error('no channel')
  there.open()
  here.open()
  await here.fullyOpened()
  const lengths: number[] = []
  const frames: Uint8Array[] = []
  bob.on('data', (frame: Uint8Array) => {
    lengths.push(frame.byteLength)
    frames.push(b4a.from(frame))
  })
  /** Until what was sent is there. */
  const arrived = async () => {
    const count = messages.length
    const came = new Promise<void>((resolve) => {
      bob.on('data', () => messages.at(-1)?.[1].byteLength === 1 && messages.length > count && resolve())
    })
    here.messages[0]?.send(Uint8Array.of(9))
    await came
    messages.pop()
    lengths.pop()
  }
  /** Until so many frames have come. */
  const isSent = async (frames: number) => {
    while (lengths.length < frames) await once(bob, 'data')
  }
  const kept = stack.move()
  return {
    ...{ mux: atAlice, here, messages, lengths, frames, arrived, isSent },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test.each([0, 300])(
  'large messages behind %i channels come whole, in frames of a multiple of 8 when they are even',
  async (before) => {
    await using channel = await openChannel(before)
    const { here, messages, lengths, arrived } = channel
    const random = seededRandom()
    const sent = Array.from({ length: 16 }, (_, n) => random.bytes(QUICK_SEAL_BYTES + n))
    for (const bytes of sent) sendData(here, 1, bytes)
    await arrived()
    expect(messages).toEqual(sent.map((bytes) => [1, b4a.from(bytes)]))
    expect(lengths.filter((length) => length % 8 === 0)).toHaveLength(8)
  },
)

test('small messages and those of a batch go as protomux sends them', async () => {
  await using channel = await openChannel()
  const { mux, here, messages, lengths, arrived } = channel
  sendData(here, 1, b4a.from('small'))
  mux.cork()
  sendData(here, 1, b4a.alloc(QUICK_SEAL_BYTES, 1))
  sendData(here, 0, b4a.alloc(QUICK_SEAL_BYTES, 2))
  mux.uncork()
  await arrived()
  expect(messages).toEqual([
    [1, b4a.from('small')],
    [1, b4a.alloc(QUICK_SEAL_BYTES, 1)],
    [0, b4a.alloc(QUICK_SEAL_BYTES, 2)],
  ])
  expect(lengths).toHaveLength(2)
})

test('a channel that is closed sends nothing', async () => {
  await using channel = await openChannel()
  const { mux, here, lengths, isSent } = channel
  here.close()
  sendData(here, 1, b4a.alloc(QUICK_SEAL_BYTES))
  mux.createChannel({ protocol: 'behind it' })?.open()
  await isSent(2)
  expect(lengths.every((length) => length < 100)).toBe(true)
})

/** The frame as secret-stream opens one that came in more than one piece, and the `bytes` before its last `behind`. */
function dataIn(frame: Uint8Array, bytes: number, behind = 0): Uint8Array {
  const memory = new Uint8Array(1 + frame.byteLength + 16)
  memory.set(frame, 1)
  const end = memory.byteLength - 16 - behind
  return memory.subarray(end - bytes, end)
}

test.each([0, 300])(
  'behind %i channels, data are alone in the memory of their frame, and never in a batch',
  async (before) => {
    await using channel = await openChannel(before)
    const { mux, here, frames, isSent } = channel
    const lengths = [QUICK_SEAL_BYTES, QUICK_SEAL_BYTES + 1, QUICK_SEAL_BYTES + 2, QUICK_SEAL_BYTES + 4]
    for (const length of lengths) sendData(here, 1, b4a.alloc(length, 1))
    mux.cork()
    sendData(here, 1, b4a.alloc(QUICK_SEAL_BYTES, 1))
    mux.uncork()
    mux.cork()
    sendData(here, 1, b4a.alloc(QUICK_SEAL_BYTES, 1))
    here.messages[0]?.send(new Uint8Array())
    mux.uncork()
    await isSent(6)
    const [alone, batch = b4a.alloc(0), two = b4a.alloc(0)] = [frames.slice(0, 4), ...frames.slice(4)]
    expect(alone.map((frame, n) => isAloneInFrame(dataIn(frame, lengths[n] ?? 0)))).toEqual([
      ...[true, true, true, true],
    ])
    expect(isAloneInFrame(dataIn(batch, QUICK_SEAL_BYTES))).toBe(false)
    // An empty message: its length, and its type.
    expect(two.at(-3)).toBe(1)
    expect(isAloneInFrame(dataIn(two, QUICK_SEAL_BYTES, 2))).toBe(false)
  },
)
