/** Peers on one DHT in this process, with the service of sends on each. */
import { createPeer, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir } from '@comice/testkit'
import { createSends, type Sends } from '../../src/index.ts'

export interface SendPeer extends AsyncDisposable {
  readonly peer: Peer
  readonly sends: Sends
  /** Of its profile. */
  readonly dir: string
}

export async function createSendPeers() {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  return {
    dht,
    open: async (dir?: string): Promise<SendPeer> => {
      const place = dir ?? stack.use(await tempDir('profile')).path
      return stack.use(await openSendPeer(place, [...dht.bootstrap]))
    },
    dir: async () => stack.use(await tempDir()),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function openSendPeer(dir: string, bootstrap: { host: string; port: number }[]): Promise<SendPeer> {
  const stack = new AsyncDisposableStack()
  const profile = stack.use(await openProfile({ dir, waitMs: 10_000 }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap } }))
  const sends = stack.use(await createSends(peer))
  let closing: Promise<void> | null = null
  return { peer, sends, dir, [Symbol.asyncDispose]: () => (closing ??= stack.disposeAsync()) }
}
