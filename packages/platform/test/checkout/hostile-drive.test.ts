import { readdir } from 'node:fs/promises'
import { CLASHING_NAMES, HOSTILE_NAMES } from '@comice/drives/testing'
import { expect, test } from 'vitest'
import { createLocalDrive } from './local-drive.ts'

const plain = { executable: false, linkname: null, blob: null, metadata: null }
const blob = { blockOffset: 0, blockLength: 1, byteOffset: 0, byteLength: 5 }

/** Apps are no deeper than this, and their paths no longer. */
const APP_NAMES = [
  [`/${'long/'.repeat(800)}a`, 'too-long'],
  ['/d'.repeat(65), 'too-long'],
] as const

test.each([...HOSTILE_NAMES, ...APP_NAMES])('an entry %j gets no file', async (key, reason) => {
  await using local = await createLocalDrive()
  await local.drive.put('/good', 'good!')
  await local.putRaw(key, { ...plain, blob })
  const checkout = await local.checkout()
  expect(await readdir(local.dir.join('versions'))).toHaveLength(2)
  expect(await readdir(checkout.dir)).toEqual(['good'])
  expect(checkout.refusedCount).toBe(1)
  expect(checkout.refused[0]).toMatchObject({ reason })
  expect(checkout.refused[0]!.name.length).toBeLessThanOrEqual(120)
})

test.each(CLASHING_NAMES)('of two names that clash, %j and %j, the drive keeps one', async (...names) => {
  await using local = await createLocalDrive()
  for (const name of names) await local.putRaw(name, plain)
  const checkout = await local.checkout()
  expect(checkout.files).toHaveLength(1)
  expect(checkout.refused.map(({ reason }) => reason)).toEqual(['clash'])
})

test.each<[string, string, string]>([
  ['out of the drive', '../../victim', 'link-outside'],
  ['up from the root and down again', '/../good', 'link-outside'],
  ['to nothing', 'nowhere', 'link-to-no-file'],
  ['to a folder', 'folder', 'link-to-no-file'],
  ['to itself', 'link', 'link-to-no-file'],
  ['to a system file', '/etc/passwd', 'link-to-no-file'],
  ['through another link', 'other/passwd', 'link-to-no-file'],
])('a link %s is left out', async (_, target, reason) => {
  await using local = await createLocalDrive()
  await local.drive.put('/folder/good', 'good')
  await local.putRaw('/other', { ...plain, linkname: '/etc' })
  await local.putRaw('/link', { ...plain, linkname: target })
  const checkout = await local.checkout()
  expect(await readdir(checkout.dir)).toEqual(['folder'])
  expect(checkout.refused).toContainEqual({ name: '/link', reason })
})

test.each<[string, unknown]>([
  ['nothing', null],
  ['a number', 7],
  ['a list', []],
  ['a blob of another kind', { ...plain, blob: 'x' }],
  ['a blob without a place', { ...plain, blob: {} }],
  ['a blob at a negative place', { ...plain, blob: { ...blob, blockOffset: -1 } }],
  ['a blob beyond the version', { ...plain, blob: { ...blob, blockOffset: 1 } }],
  ['a blob at a fraction', { ...plain, blob: { ...blob, blockOffset: 0.5 } }],
  ['more blocks than bytes', { ...plain, blob: { ...blob, byteLength: 0.5 } }],
  ['a map that is none', { ...plain, blob: { ...blob, blockMap: true } }],
  ['a link of 5 kB', { ...plain, linkname: 'x'.repeat(5000) }],
  ['a link that is a number', { ...plain, linkname: 7 }],
])('an entry that is %s is left out', async (_, value) => {
  await using local = await createLocalDrive()
  await local.drive.put('/good', 'good!')
  await local.putRaw('/bad', value)
  const { files, refusedCount } = await local.checkout()
  expect(files.map(({ path }) => path)).toEqual(Array.isArray(value) ? ['/bad', '/good'] : ['/good'])
  expect(refusedCount).toBe(Array.isArray(value) ? 0 : 1)
})

test('an entry that claims 2^40 bytes is refused before anything is written', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/good', 'good!')
  await local.putRaw('/huge', { ...plain, blob: { ...blob, byteLength: 2 ** 40 } })
  await expect(local.checkout()).rejects.toMatchObject({ code: 'CHECKOUT_TOO_LARGE' })
  expect(await readdir(local.dir.join('versions'))).toEqual([])
})

test('many entries for one blob count as often as they are written', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/good', Buffer.alloc(1000))
  const { value } = (await local.drive.entry('/good'))!
  for (let at = 0; at < 10; at++) await local.putRaw(`/${at}`, value)
  await expect(local.checkout({ maxBytes: 10_000 })).rejects.toMatchObject({ code: 'CHECKOUT_TOO_LARGE' })
})

test.each([4, 6])(
  'contents that are not as long as declared (%i of 5 bytes) are refused',
  async (byteLength) => {
    await using local = await createLocalDrive()
    await local.drive.put('/good', 'good!')
    await local.putRaw('/lies', { ...plain, blob: { ...blob, byteLength } })
    await expect(local.checkout()).rejects.toMatchObject({ code: 'DRIVE_DAMAGED' })
    expect(await readdir(local.dir.join('versions'))).toEqual([])
  },
)

test('100,000 entries are refused without a file being written', async () => {
  await using local = await createLocalDrive()
  const batch = local.drive.db.batch()
  const { keyEncoding } = local.drive.db.sub('files', { keyEncoding: 'utf-8' })
  for (let at = 0; at < 100_000; at++) await batch.put(`/${at}`, plain, { keyEncoding })
  await batch.flush()
  await expect(local.checkout()).rejects.toMatchObject({ code: 'CHECKOUT_TOO_LARGE' })
  expect(await readdir(local.dir.join('versions'))).toEqual([])
})

test('refused entries are listed up to a bound, and counted beyond it', async () => {
  await using local = await createLocalDrive()
  for (let at = 0; at < 120; at++) await local.putRaw(`/../${at}`, plain)
  const checkout = await local.checkout()
  expect(checkout.refused).toHaveLength(100)
  expect(checkout.refusedCount).toBe(120)
})

test('a tree that no Hyperbee wrote is refused, or gives up within its time', async () => {
  await using local = await createLocalDrive()
  await local.drive.put('/good', 'good!')
  await local.drive.core.append(Buffer.from('not a node'))
  await expect(local.checkout({ silenceMs: 1000 })).rejects.toMatchObject({ code: 'DRIVE_DAMAGED' })
})
