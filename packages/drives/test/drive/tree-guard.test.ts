import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { collect } from '../collect.ts'
import { createDrivePeers } from '../peers.ts'

/** How hyperbee writes its blocks: a hostile writer writes them by hand. */
const MESSAGES = './lib/messages.js'
const requireBeside = createRequire(createRequire(import.meta.url).resolve('hyperbee'))
const { Node, YoloIndex } = requireBeside(MESSAGES) as {
  Node: { encode(node: object): Buffer }
  YoloIndex: { encode(index: object): Buffer }
}

interface Level {
  readonly keys: number[]
  /** Pairs of block and node in it. */
  readonly children: number[]
}

const block = (...levels: Level[]) =>
  Node.encode({
    key: Buffer.from('files\0/m'),
    value: Buffer.from('{}'),
    index: YoloIndex.encode({ levels }),
  })

/** The block that is appended: behind the header, the first version and one file with its note. */
const AT = 4

test.each([
  ['a node that is its own child', block({ keys: [AT], children: [AT, 0, AT, 0] })],
  [
    'two nodes that are each other’s children',
    block({ keys: [AT], children: [AT, 1, AT, 1] }, { keys: [AT], children: [AT, 0, AT, 0] }),
  ],
  ['a node with children and no keys', block({ keys: [], children: [AT, 0] })],
  ['a child that is not written yet', block({ keys: [AT], children: [9, 0, 9, 0] })],
])('%s is damage, and neither a hang nor the end of the process', async (_what, bytes) => {
  await using peers = await createDrivePeers()
  const [mallory, bob] = [await peers.open(), await peers.open()]
  const dir = await peers.dir()
  const { key, link } = await mallory.drives.create({ name: 'bent' })
  await mallory.drives.files.put('bent:/a', [Buffer.from('a')])
  {
    await using handle = await openSharedDrive(mallory.peer, { key })
    expect((await handle.drive.core.append(bytes)).length).toBe(AT + 1)
  }
  await mallory.drives.seed('bent')
  const damaged = { code: 'DRIVE_DAMAGED' }
  await expect(collect(bob.drives.files.list(link))).rejects.toMatchObject(damaged)
  await expect(bob.drives.mirror({ source: link, target: dir.join('target') })).rejects.toMatchObject(damaged)
  await expect(bob.drives.files.stat(`${link.split('#')[0]}/a`)).rejects.toMatchObject(damaged)
  // The version before is as readable as ever.
  const { id } = await mallory.drives.info('bent')
  await bob.drives.mirror({ source: `pear://0.${AT}.${id}`, target: dir.join('target') })
})
