/** An author whose tools are not ours: they write Pear's layout, and cut what they wrote. */
import { createPeer, type TestDht } from '@comice/testkit'
import Hyperdrive from 'hyperdrive'

export interface PlainAuthor extends AsyncDisposable {
  readonly link: string
  /** Writes a page that says so, and releases it as that version. */
  release(version: string): Promise<void>
  /** Takes the newest half of the drive back. */
  cut(): Promise<void>
}

export async function createPlainAuthor(dht: TestDht): Promise<PlainAuthor> {
  await using opening = new AsyncDisposableStack()
  const { store, swarm } = opening.use(await createPeer('mallory', { dht }))
  const drive = new Hyperdrive(store.session())
  await drive.ready()
  opening.defer(() => drive.close())
  await swarm.join(drive.discoveryKey as Buffer, { server: true, client: false }).flushed()
  const open = opening.move()
  return {
    link: `pear://${drive.id ?? ''}`,
    async release(version) {
      const manifest = {
        name: 'cut',
        version,
        main: 'index.html',
        pear: { name: 'Cut short', type: 'window' },
      }
      await drive.put('/package.json', Buffer.from(JSON.stringify(manifest)))
      await drive.put(
        '/index.html',
        Buffer.from(`<!doctype html><title>cut</title><h1>version ${version}</h1>`),
      )
      await drive.db.put('release', (drive.core.length + 1) as never)
    },
    cut: () => drive.truncate(Math.floor(drive.core.length / 2)),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
