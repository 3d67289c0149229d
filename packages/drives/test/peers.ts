import { createPeer, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TestDht } from '@comice/testkit'
import { createDrives, type Drives } from '../src/index.ts'

export interface DrivePeer extends AsyncDisposable {
  readonly peer: Peer
  readonly drives: Drives
  /** Of its profile. */
  readonly dir: string
  close(): Promise<void>
}

/** Peers on one DHT in this process; each with a profile of its own. */
export async function createDrivePeers() {
  const stack = new AsyncDisposableStack()
  const dht: TestDht = stack.use(await createTestDht())
  const open = async (dir?: string): Promise<DrivePeer> => {
    const place = dir ?? stack.use(await tempDir('profile')).path
    return stack.use(await openPeer(place, { bootstrap: [...dht.bootstrap] }))
  }
  return {
    dht,
    open,
    dir: async () => stack.use(await tempDir()),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A peer without a network. */
export async function createOfflinePeer(dir?: string): Promise<DrivePeer> {
  const stack = new AsyncDisposableStack()
  const place = dir ?? stack.use(await tempDir('profile')).path
  const opened = stack.use(await openPeer(place, { local: false, public: false }))
  return { ...opened, close: () => stack.disposeAsync(), [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function openPeer(
  dir: string,
  network: Parameters<typeof createPeer>[0]['network'],
): Promise<DrivePeer> {
  const stack = new AsyncDisposableStack()
  const profile = stack.use(await openProfile({ dir, waitMs: 10_000 }))
  const peer = stack.use(await createPeer({ profile, ...(network === undefined ? {} : { network }) }))
  const drives = stack.use(await createDrives(peer))
  let closing: Promise<void> | null = null
  const close = () => (closing ??= stack.disposeAsync())
  return { peer, drives, dir, close, [Symbol.asyncDispose]: close }
}
