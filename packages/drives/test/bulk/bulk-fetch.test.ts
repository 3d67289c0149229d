import { createPeer, type Peer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import type Hypercore from 'hypercore'
import Hyperdrive from 'hyperdrive'
import { expect, test } from 'vitest'
import { BULK_PURPOSE, encodeAnswer } from '../../src/bulk/bulk-encoding.ts'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers, type DrivePeer } from '../peers.ts'

const files = {
  large: Buffer.alloc(3_000_000, 'large'),
  ...Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [`folder-${at % 7}/f${at}`, Buffer.alloc(3000 + at, `${at} `)]),
  ),
}

/** A drive of alice's with all files, seeded. */
async function seededDrive(alice: DrivePeer, source: string, isEncrypted = false) {
  const { key } = await alice.drives.create({ name: 'pears', isEncrypted })
  const link = await alice.drives.link('pears', { readKey: isEncrypted })
  await alice.drives.mirror({ source, target: 'pears:' })
  await alice.drives.seed('pears')
  return { link, key }
}

/** The core of contents of a drive that a peer reads. */
async function contentsAt(peer: Peer, key: Uint8Array): Promise<Hypercore> {
  const core = peer.store.get({ key: Buffer.from(key) })
  await core.ready()
  await waitFor(() => core.manifest !== null)
  const contents = Hyperdrive.getContentKey(core.manifest as Hypercore.Manifest, Buffer.from(key))
  const blobs = peer.store.get({ key: contents as Buffer })
  await blobs.ready()
  return blobs
}

test.each([[false], [true]])(
  'a drive (encrypted: %s) comes in ranges, and is one that others can have from there',
  async (isEncrypted) => {
    await using peers = await createDrivePeers()
    const dir = await peers.dir()
    const [alice, bob, carol] = [await peers.open(), await peers.open(), await peers.open()]
    await makeFiles(dir.join('source'), files)
    const { link, key } = await seededDrive(alice, dir.join('source'), isEncrypted)
    const blobs = await contentsAt(alice.peer, key)
    let plain = 0
    blobs.on('upload', () => plain++)
    const result = await bob.drives.mirror({ source: link, target: dir.join('bob') })
    expect(result).toMatchObject({ added: 121, refusedCount: 0 })
    expect(await readTree(dir.join('bob'))).toEqual(await readTree(dir.join('source')))
    expect(plain).toBeLessThan(blobs.length / 2)

    // What was stored is whole up to the signature.
    await bob.drives.add({ link, name: 'pears' })
    expect(await bob.drives.upkeep.verify('pears')).toMatchObject({ damaged: 0, missing: 0 })
    await alice.close()
    await bob.drives.seed('pears')
    await carol.drives.mirror({ source: link, target: dir.join('carol') })
    expect(await readTree(dir.join('carol'))).toEqual(await readTree(dir.join('source')))
  },
  120_000,
)

test('what one holder lacks comes from another', async () => {
  await using peers = await createDrivePeers()
  const dir = await peers.dir()
  const [alice, bob, carol] = [await peers.open(), await peers.open(), await peers.open()]
  await makeFiles(dir.join('source'), files)
  const { link, key } = await seededDrive(alice, dir.join('source'))
  await carol.drives.add({ link, name: 'pears' })
  await carol.drives.upkeep.download('pears')
  await carol.drives.seed('pears')
  const blobs = await contentsAt(alice.peer, key)
  await blobs.clear(10, 60)
  await blobs.clear(100, 200)
  const result = await bob.drives.mirror({ source: link, target: dir.join('bob') })
  expect(result).toMatchObject({ added: 121, refusedCount: 0 })
  expect(await readTree(dir.join('bob'))).toEqual(await readTree(dir.join('source')))
}, 120_000)

test('a holder that lies loses its connection, and everything comes from the others', async () => {
  await using peers = await createDrivePeers()
  const dir = await peers.dir()
  const [alice, bob] = [await peers.open(), await peers.open()]
  await makeFiles(dir.join('source'), files)
  const { link, key } = await seededDrive(alice, dir.join('source'))
  await using profile = await openProfile({ dir: dir.join('mallory') })
  await using mallory = await createPeer({ profile, network: { bootstrap: [...peers.dht.bootstrap] } })
  let lies = 0
  let lost = 0
  mallory.network.streams.serve(BULK_PURPOSE, {
    accepts: () => true,
    onstream: ({ bytes, connection }) => {
      connection.stream.once('close', () => lost++)
      bytes.once('data', () => {
        lies++
        bytes.write(encodeAnswer({ kind: 'chunk', start: 0, level: 0, path: [], sizes: [5] }))
        bytes.write(Buffer.from('a lie'))
      })
    },
  })
  const own = mallory.store.get({ key: Buffer.from(key) })
  await own.ready()
  mallory.network.join(own.discoveryKey as Uint8Array)
  await contentsAt(mallory, key)
  const connected = () => mallory.network.connections.size > 0
  await waitFor(connected)

  const result = await bob.drives.mirror({ source: link, target: dir.join('bob') })
  expect(result).toMatchObject({ added: 121, refusedCount: 0 })
  expect(await readTree(dir.join('bob'))).toEqual(await readTree(dir.join('source')))
  // Whether bob met her in time is not ours to say; what she told him is.
  expect(lost).toBe(lies)
}, 120_000)
