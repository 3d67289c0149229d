/** Machines on one DHT in this process; each with a profile of its own. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { createPeer, type Peer } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht } from '@comice/testkit'
import { createRemote, type Remote } from '../src/index.ts'

export interface RemotePeer extends AsyncDisposable {
  readonly peer: Peer
  readonly remote: Remote
  /** Its device key, as z32. */
  readonly key: string
  /** Of its profile. */
  readonly dir: string
}

/** alice is a machine, bob is at another one and calls her `alice`. */
export async function createAliceAndBob() {
  const stack = new AsyncDisposableStack()
  const dht: TestDht = stack.use(await createTestDht())
  const open = async () => stack.use(await openPeer(stack.use(await tempDir('profile')).path, dht))
  const [alice, bob] = [await open(), await open()]
  await bob.remote.peers.add('alice', alice.key)
  const allow = (what: string, until?: number) =>
    alice.remote.grant({
      ...{ who: { kind: 'device', key: bob.key } as const, what },
      ...(until === undefined ? {} : { until }),
    })
  return { alice, bob, dht, open, allow, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function openPeer(dir: string, dht: TestDht): Promise<RemotePeer> {
  const stack = new AsyncDisposableStack()
  const profile = stack.use(await openProfile({ dir, waitMs: 10_000 }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  const remote = stack.use(await createRemote(peer))
  const key = encodeKey(peer.identity.device.publicKey)
  return { peer, remote, key, dir, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** All of it, as text. */
export async function textOf(stream: Readable): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

/** The next piece, as text. */
export async function nextText(stream: Readable): Promise<string> {
  const [piece] = (await once(stream, 'data')) as [Buffer]
  stream.pause()
  return Buffer.from(piece).toString()
}

/** The code that a promise is refused with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'NOTHING',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )
}
