import { once } from 'node:events'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { createWire, keyPairOf } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { readFrame } from '../../src/fast-path/frame-reader.ts'
import { answerProbe, isGood, probePath } from '../../src/fast-path/path-probe.ts'

async function streams() {
  const wire = createWire()
  const alice = new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf('alice') })
  const bob = new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf('bob') })
  for (const stream of [alice, bob]) stream.on('error', () => undefined)
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  return {
    alice,
    bob,
    wire,
    [Symbol.asyncDispose]: async () => {
      alice.destroy()
      bob.destroy()
      await wire[Symbol.asyncDispose]()
    },
  }
}

test('a path in the process is good, and both ends know', async () => {
  await using ends = await streams()
  const [quality, answered] = await Promise.all([probePath(ends.alice), answerProbe(ends.bob)])
  expect(quality !== null && isGood(quality)).toBe(true)
  expect(answered).toBe(true)
})

test('what is sent right after the probe is there for who reads on', async () => {
  await using ends = await streams()
  const probed = probePath(ends.alice).then(() => ends.alice.write('first'))
  expect(await answerProbe(ends.bob)).toBe(true)
  await probed
  expect(String(await readFrame(ends.bob))).toBe('first')
  ends.alice.write('second')
  const [chunk] = (await once(ends.bob, 'data')) as [Uint8Array]
  expect(b4a.toString(chunk)).toBe('second')
})

test('a path with the delay of a VPN is not good, and both ends know', async () => {
  await using ends = await streams()
  ends.wire.toLeft.delay(30)
  const [quality, answered] = await Promise.all([probePath(ends.alice), answerProbe(ends.bob)])
  expect(quality?.rttMs).toBeGreaterThanOrEqual(30)
  expect(answered).toBe(false)
})

test('an end that answers something else, or goes away, gives no path', async () => {
  for (const answer of [b4a.from([9]), b4a.alloc(3), null]) {
    await using ends = await streams()
    ends.bob.once('data', () => (answer === null ? ends.bob.destroy() : ends.bob.write(answer)))
    expect(await probePath(ends.alice)).toBeNull()
  }
})

test('an end that asks for something else is not answered', async () => {
  await using ends = await streams()
  ends.alice.write(b4a.from([7]))
  expect(await answerProbe(ends.bob)).toBe(false)
})
