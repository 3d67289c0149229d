import { createHash } from 'node:crypto'
import { mkdir, readdir, symlink } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import type { BatchRecord } from '../../src/send/batch-encoding.ts'
import type { SendOffer } from '../../src/send/offer.ts'
import { readTree } from '../folder.ts'
import { entryOf, type MalloryLane, offerOf, startMallory } from './mallory.ts'
import { createSendPeers } from './sends-peers.ts'

const PEAR = Buffer.from('pear')
const hashOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const end: BatchRecord = { kind: 'end', hash: hashOf(PEAR) }
const data: BatchRecord = { kind: 'data', bytes: PEAR }
const finish: BatchRecord = { kind: 'finish' }
const pear = (path: string): BatchRecord[] => [entryOf(path, { bytes: 4 }), data, end]

const peers = await createSendPeers()
const [mallory, bob] = [await peers.open(), await peers.open()]
afterAll(() => peers[Symbol.asyncDispose]())

/** What bob gets of mallory, and what is in the folder above the one that he receives into. */
async function receiveFrom(
  offer: SendOffer,
  act: (lane: MalloryLane) => Promise<void> | void,
  prepare: (above: string) => Promise<void> = async () => {},
) {
  const above = await peers.dir()
  await prepare(above.path)
  await using sender = await startMallory(mallory.peer, offer, act)
  const receive = await bob.sends.receive(sender.code, { into: above.join('in'), names: 'portable' })
  const result = await receive.done.catch((error: unknown) => error as { code: string; message: string })
  return {
    result,
    tree: await readTree(above.path),
    kept: (await readdir(`${bob.dir}/transfers`).catch(() => [])).filter((name) => name.endsWith(receive.id)),
  }
}

/** Paths below the offered name, and the reason why each is not written. Between them stands one that is. */
const HOSTILE: readonly [path: string, reason: string][] = [
  ['/pears/../../escaped', 'not-a-path'],
  ['/pears/./here', 'not-a-path'],
  ['/pears//double', 'not-a-path'],
  ['/pears/C:\\windows', 'not-a-path'],
  ['/pears/nul\0byte', 'unreadable'],
  ['/pears/escape\u001b[2J', 'unreadable'],
  ['/pears/right\u202eleft', 'unreadable'],
  ['/pears/con', 'reserved'],
  ['/pears/COM1.txt', 'reserved'],
  ['/pears/colon:stream', 'reserved'],
  ['/pears/dot.', 'reserved'],
  [`/pears/${'n'.repeat(300)}`, 'too-long'],
  [`/pears/${'deep/'.repeat(900)}x`, 'too-long'],
  ['/etc/passwd\0', 'unreadable'],
  ['pears/relative', 'not-a-path'],
  ['', 'not-a-path'],
]

test.each(HOSTILE)('the name %j is refused as %s, and the rest arrives', async (path, reason) => {
  const records = [pear(path), pear('/pears/good')].sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)))
  const { result, tree } = await receiveFrom(offerOf({ entries: 2, bytes: 8 }), (lane) =>
    lane.batch([...records.flat(), finish]),
  )
  expect(result).toMatchObject({ files: 1, refusedCount: 1, refused: [{ reason }] })
  expect(Object.keys(tree)).toEqual(['/in/pears/good'])
})

function keyOf([first]: readonly BatchRecord[]): Buffer {
  return Buffer.from(first?.kind === 'entry' ? first.entry.path : '')
}

test('links that leave their folder are refused, and nothing is written through one', async () => {
  const link = (path: string, target: string) => entryOf(path, { kind: 'symlink', target })
  const { result, tree } = await receiveFrom(offerOf({ entries: 6, files: 2, bytes: 8 }), (lane) =>
    lane.batch([
      link('/pears/a', '../../victim'),
      link('/pears/b', '/etc/passwd'),
      link('/pears/c', 'inside'),
      ...pear('/pears/c/through'),
      link('/pears/d', '..'),
      ...pear('/pears/inside'),
      finish,
    ]),
  )
  expect(result).toMatchObject({
    files: 1,
    refused: [
      { path: '/pears/a', reason: 'link-outside' },
      { path: '/pears/b', reason: 'link-outside' },
      { path: '/pears/c/through', reason: 'clash' },
      { path: '/pears/d', reason: 'link-outside' },
    ],
  })
  expect(Object.keys(tree).sort()).toEqual(['/in/pears/c', '/in/pears/inside'])
})

test('names that are one on some system, and a file that is a folder too, are refused', async () => {
  const { result, tree } = await receiveFrom(offerOf({ entries: 5, bytes: 20 }), (lane) =>
    lane.batch([
      ...pear('/pears/A'),
      ...pear('/pears/a'),
      ...pear('/pears/é'.normalize('NFD')),
      ...pear('/pears/f/x'),
      ...pear('/pears/é'.normalize('NFC')),
      finish,
    ]),
  )
  expect(result).toMatchObject({ files: 3, refused: [{ reason: 'clash' }, { reason: 'clash' }] })
  expect(Object.keys(tree).length).toBe(3)
})

test.each<[what: string, offer: SendOffer, records: BatchRecord[], reason: string]>([
  ['a longer file', offerOf({ bytes: 4 }), [entryOf('/pears/a', { bytes: 4 }), data, data], 'longer'],
  ['a shorter file', offerOf({ bytes: 8 }), [entryOf('/pears/a', { bytes: 8 }), data, end], 'shorter'],
  [
    'another hash',
    offerOf({ bytes: 4 }),
    [...pear('/pears/a').slice(0, 2), { kind: 'end', hash: Buffer.alloc(32) }],
    'hash',
  ],
  ['more files', offerOf({ bytes: 8 }), [...pear('/pears/a'), ...pear('/pears/b')], 'more entries'],
  ['more bytes', offerOf({ entries: 2, bytes: 4 }), [...pear('/pears/a'), ...pear('/pears/b')], 'more bytes'],
  ['fewer files', offerOf({ entries: 2, bytes: 8 }), [...pear('/pears/a'), finish], 'fewer'],
  ['another name', offerOf({ bytes: 4 }), pear('/quinces/a'), 'did not offer'],
  ['the name itself as a file', offerOf({ bytes: 4 }), pear('/pears'), 'did not offer'],
  ['one file twice', offerOf({ entries: 2, bytes: 8 }), [...pear('/pears/a'), ...pear('/pears/a')], 'order'],
  [
    'files out of order',
    offerOf({ entries: 2, bytes: 8 }),
    [...pear('/pears/b'), ...pear('/pears/a')],
    'order',
  ],
  ['contents of nothing', offerOf({ bytes: 4 }), [data], 'no file'],
  ['an end of nothing', offerOf({ bytes: 4 }), [end], 'no file'],
  [
    'a file in a file',
    offerOf({ entries: 2, bytes: 8 }),
    [entryOf('/pears/a', { bytes: 4 }), ...pear('/pears/b')],
    'middle',
  ],
  ['a part of a file', offerOf({ bytes: 4 }), [entryOf('/pears/a', { bytes: 4, offset: 2 })], 'beginning'],
  [
    'a link with contents',
    offerOf({ bytes: 4 }),
    [entryOf('/pears/a', { kind: 'symlink', bytes: 4, target: 'b' })],
    'contents',
  ],
  [
    'endless contents of what is refused',
    offerOf({ bytes: 4 }),
    [entryOf('/pears/con', { bytes: 4 }), data, data],
    'longer',
  ],
])('a sender that sends %s is left, and nothing of it stays', async (...[, offer, records, reason]) => {
  const { result, tree, kept } = await receiveFrom(offer, (lane) => lane.batch(records))
  expect(result).toMatchObject({ code: 'SEND_MISBEHAVED', exitCode: 8 })
  expect((result as { message: string }).message).toContain(reason)
  expect(Object.keys(tree)).toEqual(['/in/'])
  expect(kept).toEqual([])
})

test.each<[what: string, act: (lane: MalloryLane) => void]>([
  ['bytes that mean nothing', (lane) => lane.raw(Buffer.from([99, 1, 2, 3]))],
  ['a batch that means nothing', (lane) => lane.raw(Buffer.from([6, 1, 77, 1, 2, 3]))],
  ['a frame that is too large', (lane) => lane.raw(Buffer.alloc(1_000_000, 6))],
  ['a frame out of turn', (lane) => lane.frame({ kind: 'ack', bytes: 7 })],
  [
    'more than may be on its way',
    (lane) => {
      for (let at = 0; at < 60; at++) lane.batch([{ kind: 'data', bytes: Buffer.alloc(250_000) }])
    },
  ],
])('a sender that sends %s is left', async (_, act) => {
  const { result } = await receiveFrom(offerOf({ bytes: 1e7 }), act)
  expect(result).toMatchObject({ code: 'SEND_MISBEHAVED' })
})

test.each(['../known', '../unknown', '/etc/passwd', '..', '', 'es\u001b[2Jcape'])(
  'a sender that offers %j as a name learns nothing of what is on the disk',
  async (name) => {
    const { result } = await receiveFrom(
      offerOf({ name, bytes: 4 }),
      () => {
        throw new Error('it was accepted')
      },
      (above) => mkdir(`${above}/known`).then(() => undefined),
    )
    expect(result).toMatchObject({ code: 'SEND_MISBEHAVED' })
  },
)

test('an offer of more than the disk holds is refused before anything is written', async () => {
  const { result, tree } = await receiveFrom(offerOf({ bytes: 2 ** 50 }), () => {
    throw new Error('it was accepted')
  })
  expect(result).toMatchObject({ code: 'SEND_NO_SPACE', exitCode: 9 })
  expect(tree).toEqual({})
})

test('the folder that the user names may be a link', async () => {
  const { result, tree } = await receiveFrom(
    offerOf({ bytes: 4 }),
    (lane) => lane.batch([...pear('/pears/a'), finish]),
    async (above) => {
      await mkdir(`${above}/elsewhere`)
      await symlink('elsewhere', `${above}/in`)
    },
  )
  expect(result).toMatchObject({ files: 1 })
  expect(Object.keys(tree).sort()).toEqual(['/elsewhere/pears/a', '/in'])
})
