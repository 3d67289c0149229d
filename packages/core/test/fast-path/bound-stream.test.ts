/** Over real sockets on loopback. */
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { keyPairOf } from '@comice/testkit'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { bindStream, type PathBinding } from '../../src/fast-path/bound-stream.ts'
import { dialTcp, listenTcp } from '../../src/fast-path/tcp-ends.ts'

const HERE = { local: '127.0.0.1', remote: '127.0.0.1' }
const COMMON = { outerHash: b4a.alloc(64, 1), id: b4a.alloc(16, 2), proof: b4a.alloc(16, 3) }

/** alice dials bob; what each of them gets. */
async function meet(atAlice: Partial<PathBinding> = {}, atBob: Partial<PathBinding> = {}) {
  const listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  const signal = AbortSignal.timeout(5000)
  const [dialled, accepted] = await Promise.all([dialTcp(HERE, listener.port, signal), listener.accepted])
  if (dialled === null || accepted === null) throw new Error('not connected')
  const guarded: NoiseSecretStream[] = []
  const guard = (stream: NoiseSecretStream) => guarded.push(stream)
  const [alice, bob] = [keyPairOf('alice'), keyPairOf('bob')]
  const common = { ...COMMON, guard }
  const outcomes = await Promise.all([
    bindStream(
      dialled.socket,
      { ...common, keyPair: alice, remotePublicKey: bob.publicKey, isDialler: true, ...atAlice },
      signal,
    ),
    bindStream(
      accepted,
      { ...common, keyPair: bob, remotePublicKey: alice.publicKey, isDialler: false, ...atBob },
      signal,
    ),
  ])
  return {
    outcomes,
    guarded,
    [Symbol.asyncDispose]: async () => {
      for (const stream of guarded) stream.destroy()
    },
  }
}

test('two ends that mean each other have a stream, measured by the one that dialled', async () => {
  await using met = await meet()
  const [alice, bob] = met.outcomes
  if (!alice.ok || !bob.ok) throw new Error('no stream')
  expect(alice.value.quality?.bytesPerS).toBeGreaterThan(0)
  expect(bob.value.quality).toBeNull()
  expect(b4a.equals(alice.value.stream.remotePublicKey, keyPairOf('bob').publicKey)).toBe(true)
  expect(met.guarded).toHaveLength(2)
})

test('who dials another key than the one that listens gets nothing', async () => {
  await using met = await meet({ remotePublicKey: keyPairOf('carol').publicKey })
  expect(met.outcomes.map(({ ok }) => ok)).toEqual([false, false])
})

test('who listens for another key than the one that dials gives nothing', async () => {
  await using met = await meet({ keyPair: keyPairOf('mallory') })
  expect(met.outcomes).toEqual([
    { ok: false, code: 'REFUSED' },
    { ok: false, code: 'REFUSED' },
  ])
})

test('the right keys of another connection, ask or offer are refused', async () => {
  const others: Partial<PathBinding>[] = [
    { outerHash: b4a.alloc(64, 9) },
    { id: b4a.alloc(16, 9) },
    { proof: b4a.alloc(16, 9) },
  ]
  for (const other of others) {
    await using met = await meet(other)
    expect(met.outcomes).toEqual([
      { ok: false, code: 'REFUSED' },
      { ok: false, code: 'REFUSED' },
    ])
    expect(met.guarded.every(({ destroying }) => destroying)).toBe(true)
  }
})

test('an end that does not speak is given up', async () => {
  const listener = await listenTcp(HERE)
  if (listener === null) throw new Error('not listening')
  const dialled = await dialTcp(HERE, listener.port, AbortSignal.timeout(5000))
  const socket = await listener.accepted
  if (socket === null) throw new Error('not connected')
  const binding = { ...COMMON, keyPair: keyPairOf('bob'), remotePublicKey: keyPairOf('alice').publicKey }
  const outcome = await bindStream(
    socket,
    { ...binding, isDialler: false, guard: () => undefined },
    AbortSignal.timeout(50),
  )
  expect(outcome).toEqual({ ok: false, code: 'REFUSED' })
  expect(socket.destroyed).toBe(true)
  dialled?.socket.destroy()
})
