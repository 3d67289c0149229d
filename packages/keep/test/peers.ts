import { createPeer, type Logger, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht } from '@comice/testkit'

export interface KeepPeer extends AsyncDisposable {
  readonly peer: Peer
  readonly dir: string
  close(): Promise<void>
}

/** Peers of core on one DHT in this process. */
export async function createKeepPeers() {
  const stack = new AsyncDisposableStack()
  const dht: TestDht = stack.use(await createTestDht())
  const open = async (dir?: string, logger?: Logger): Promise<KeepPeer> => {
    const place = dir ?? stack.use(await tempDir()).path
    const profile = await openProfile({ dir: place })
    const peer = await createPeer({
      profile,
      network: { bootstrap: [...dht.bootstrap] },
      ...(logger && { logger }),
    })
    let closing: Promise<void> | null = null
    const close = () => (closing ??= peer.close().then(() => profile.close()))
    return stack.use({ peer, dir: place, close, [Symbol.asyncDispose]: close })
  }
  return { dht, open, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
