import { tempDir } from '@comice/testkit'
import Hyperblobs from 'hyperblobs'
import Hypercore from 'hypercore'
import { expect, test } from 'vitest'
import { type BlobPieces, blobPieces } from '../../src/contents/blob-pieces.ts'
import { type Appended, ContentAppender } from '../../src/contents/content-appender.ts'
import { randomBytes } from './random-bytes.ts'

const KEY = randomBytes('a key', 32)
const contents = randomBytes('comice', 3_000_000)
/** A line before it, and a stretch of its middle that is another one. */
const changed = Buffer.concat([
  Buffer.from('a line'),
  contents.subarray(0, 1_500_000),
  randomBytes('conference', 1_000),
  contents.subarray(1_501_000),
])

/** A core for contents, plain or encrypted, as hyperdrive has it. */
async function openBlobs(encryptionKey: Buffer | null = null) {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const core = new Hypercore(dir.path, encryptionKey === null ? {} : { encryption: { key: encryptionKey } })
  await core.ready()
  stack.defer(() => core.close())
  const blobs = new Hyperblobs(core)
  return {
    core,
    blobs,
    async append(bytes: Uint8Array, like: BlobPieces | null = null, maxPieces = 1_000) {
      const appender = new ContentAppender(core, { encryptionKey, maxPieces })
      const appended = await appender.append([bytes], { like })
      await appender.flush()
      return appended
    },
    holds: async ({ id }: Appended, bytes: Uint8Array) =>
      Buffer.compare((await blobs.get(id)) ?? Buffer.alloc(0), bytes) === 0,
    piecesOf: ({ id }: Appended) => piecesOf(blobs, id),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function piecesOf(blobs: Hyperblobs, id: Hyperblobs.BlobId): Promise<BlobPieces> {
  const { length, byteLength } = blobs.core
  const pieces = await blobPieces(blobs, id, { blobsLength: length, maxBytes: byteLength })
  if (pieces === null) throw new Error('it is no blob')
  return pieces
}

/** What `append` added to the core, bytes. */
async function growth(core: Hypercore, append: () => Promise<Appended>): Promise<[Appended, number]> {
  const before = core.byteLength
  return [await append(), core.byteLength - before]
}

test.each([false, true])(
  'blocks that the file has already are not stored again, and plain hyperblobs reads it (encrypted: %s)',
  async (isEncrypted) => {
    await using files = await openBlobs(isEncrypted ? KEY : null)
    const first = await files.append(contents)
    expect(first.id.blockMap).toBeUndefined()
    const like = await files.piecesOf(first)
    const [second, added] = await growth(files.core, () => files.append(changed, like))
    expect(second.bytes).toBe(changed.byteLength)
    // At most three blocks of 128 KiB in each of two places.
    expect(added).toBeLessThan(500_000)
    expect(await files.holds(first, contents)).toBe(true)
    expect(await files.holds(second, changed)).toBe(true)
    expect(await files.blobs.getByteLength(second.id)).toBe(changed.byteLength)

    // From a file that is in pieces itself, back to what it was.
    const [third, again] = await growth(files.core, async () =>
      files.append(contents, await files.piecesOf(second)),
    )
    expect(again).toBeLessThan(500_000)
    expect(await files.holds(third, contents)).toBe(true)
  },
)

test('what has nothing in common with it lies in one piece', async () => {
  await using files = await openBlobs()
  const like = await files.piecesOf(await files.append(contents))
  const { id } = await files.append(randomBytes('another', 1_000_000), like)
  expect(id.blockMap).toBeUndefined()
  expect(id.byteLength).toBe(1_000_000)
})

test('blocks that were cleared are stored again', async () => {
  await using files = await openBlobs()
  const like = await files.piecesOf(await files.append(contents))
  await files.core.clear(0, files.core.length - 5)
  const second = await files.append(changed, like)
  expect(second.id.blockMap).toBe(true)
  expect(await files.holds(second, changed)).toBe(true)
})

test('a file in more pieces than readers hold lies in one piece again', async () => {
  await using files = await openBlobs()
  const like = await files.piecesOf(await files.append(contents))
  const longer = Buffer.concat([changed, randomBytes('more', 2_000_000)])
  const appended = await files.append(longer, like, 3)
  const { id, bytes } = appended
  expect(id.blockMap).toBeUndefined()
  expect([id.byteLength, bytes]).toEqual([longer.byteLength, longer.byteLength])
  expect(await files.holds(appended, longer)).toBe(true)
})

test('places count what others appended since the last flush', async () => {
  await using files = await openBlobs()
  const appender = new ContentAppender(files.core, { encryptionKey: null })
  await appender.appendSmall(randomBytes('mine', 1_000))
  await appender.flush()
  await files.append(randomBytes('theirs', 2_000))
  const small = await appender.appendSmall(randomBytes('small', 3_000))
  await appender.flush()
  await files.append(randomBytes('theirs', 2_000))
  const large = await appender.append([contents])
  await appender.flush()
  expect(await files.holds(small, randomBytes('small', 3_000))).toBe(true)
  expect(await files.holds(large, contents)).toBe(true)
})

test('no file becomes longer than its core, however often it repeats one block', async () => {
  await using files = await openBlobs()
  const like = await files.piecesOf(await files.append(Buffer.alloc(400_000, 1)))
  const long = Buffer.alloc(3_000_000, 1)
  const appended = await files.append(long, like)
  expect((await files.piecesOf(appended)).bytes).toBe(long.byteLength)
  expect(await files.holds(appended, long)).toBe(true)
})

test('a portion of a writer that gave up does not come to lie where the next one writes', async () => {
  await using files = await openBlobs()
  async function* broken() {
    await Promise.resolve()
    yield contents
    throw new Error('it went away')
  }
  {
    await using appender = new ContentAppender(files.core, { encryptionKey: null })
    await expect(appender.append(broken())).rejects.toThrow('it went away')
  }
  expect(files.core.length).toBeGreaterThan(0)
  const next = await files.append(changed)
  expect(await files.holds(next, changed)).toBe(true)
})
