/** Two ends of an encrypted, authenticated connection over a wire in the process. */
import { once } from 'node:events'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { createWire, keyPairOf } from '@comice/testkit'
import Protomux from 'protomux'
import type { PeerConnection } from '../../src/network/connection.ts'

export interface Connected extends AsyncDisposable {
  /** The connection as alice has it: its other end is bob. */
  readonly atAlice: PeerConnection
  readonly atBob: PeerConnection
}

export async function connectAliceAndBob(): Promise<Connected> {
  const wire = createWire()
  const { left, right } = wire
  const alice = new NoiseSecretStream(true, left, { keyPair: keyPairOf('alice') })
  const bob = new NoiseSecretStream(false, right, { keyPair: keyPairOf('bob') })
  for (const stream of [alice, bob]) stream.on('error', () => undefined)
  await Promise.all([once(alice, 'connect'), once(bob, 'connect')])
  return {
    atAlice: connectionOf(alice, true),
    atBob: connectionOf(bob, false),
    [Symbol.asyncDispose]: async () => {
      alice.destroy()
      bob.destroy()
      await wire[Symbol.asyncDispose]()
    },
  }
}

function connectionOf(stream: NoiseSecretStream, initiator: boolean): PeerConnection {
  return {
    remotePublicKey: stream.remotePublicKey,
    stream,
    mux: Protomux.from(stream),
    segment: 'loopback',
    openedAt: 0,
    initiator,
    close: async () => void stream.destroy(),
  }
}
