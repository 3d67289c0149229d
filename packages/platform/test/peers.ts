import { createPeer, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht, waitFor } from '@comice/testkit'
import type { AppDrive } from '../src/release/app-drive.ts'

export interface AppPeer extends AsyncDisposable {
  readonly peer: Peer
  readonly dir: string
  close(): Promise<void>
}

/** Peers of core on one DHT in this process; each with a profile of its own. */
export async function createAppPeers() {
  const stack = new AsyncDisposableStack()
  const dht: TestDht = stack.use(await createTestDht())
  const open = async (dir?: string): Promise<AppPeer> => {
    const place = dir ?? stack.use(await tempDir()).path
    const profile = await openProfile({ dir: place })
    const peer = await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } })
    let closing: Promise<void> | null = null
    const close = () => (closing ??= peer.close().then(() => profile.close()))
    return stack.use({ peer, dir: place, close, [Symbol.asyncDispose]: close })
  }
  return {
    dht,
    open,
    dir: async () => stack.use(await tempDir()),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A peer without a network. */
export async function createOfflinePeer(dir?: string): Promise<AppPeer> {
  const stack = new AsyncDisposableStack()
  const place = dir ?? stack.use(await tempDir()).path
  const profile = stack.use(await openProfile({ dir: place, waitMs: 10_000 }))
  const peer = stack.use(await createPeer({ profile, network: { local: false, public: false } }))
  const close = () => stack.disposeAsync()
  return { peer, dir: place, close, [Symbol.asyncDispose]: close }
}

/** Announces the app at one peer and finds it at the other: resolves when the reader knows what the author has. */
export async function share(from: Peer, app: AppDrive, to: AppDrive & { peer: Peer }): Promise<void> {
  const { discoveryKey } = app.drive
  if (discoveryKey === null) throw new Error('the drive is not open')
  await from.network.join(discoveryKey, { client: false }).flushed()
  to.peer.network.join(discoveryKey, { server: false })
  await waitFor(() => to.drive.core.length >= app.drive.core.length, { describe: 'the copy is up to date' })
}
