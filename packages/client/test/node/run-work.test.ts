import { createHash, randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { startHost } from '@comice/host'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createLocalClient, runWork, type WorkEvent } from '../../src/node/index.ts'

async function setUp() {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const host = stack.use(
    await startHost({ dir: dir.join('profile'), network: { public: false, local: false }, idleMs: 0 }),
  )
  const client = stack.use(createLocalClient(host.address))
  await client.api.drives.create.mutate({ name: 'pears' })
  return {
    address: host.address,
    host,
    api: client.api,
    dir,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1_000_000)
    yield await Promise.resolve(bytes.subarray(at, at + 1_000_000))
}

test('contents go to the node and come back the same', async () => {
  await using node = await setUp()
  const bytes = randomBytes(5_000_123)
  const events = []
  const write = { name: 'drives.write', input: { place: 'pears:/big' } } as const
  for await (const event of runWork(node.address, write, { contents: pieces(bytes) })) events.push(event)
  expect(events).toEqual([
    { kind: 'done', value: expect.objectContaining({ path: '/big', bytes: 5_000_123 }) },
  ])

  const hash = createHash('sha256')
  const read = { name: 'drives.read', input: { place: 'pears:/big' } } as const
  for await (const event of runWork(node.address, read)) {
    if (event.kind === 'contents') hash.update(event.bytes)
  }
  expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('items come in their order, however many', async () => {
  await using node = await setUp()
  const source = node.dir.join('source')
  await mkdir(source)
  const names = Array.from({ length: 1000 }, (_, index) => `${String(index).padStart(4, '0')}.txt`)
  for (const name of names) await writeFile(`${source}/${name}`, name)
  const input = { source, target: 'pears:', cwd: '/', dryRun: true }
  const paths: string[] = []
  let last: WorkEvent<'drives.mirror'> | null = null
  for await (const event of runWork(node.address, { name: 'drives.mirror', input })) {
    last = event
    if (event.kind === 'items') paths.push(...event.items.map(({ path }) => path))
  }
  expect(paths).toEqual(names.map((name) => `/${name}`))
  expect(last).toMatchObject({ kind: 'done', value: { added: 1000, dryRun: true } })
})

test('contents that fail leave nothing behind, and fail with what they failed with', async () => {
  await using node = await setUp()
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.alloc(70_000))
    throw new RangeError('the disk was pulled out')
  }
  const write = { name: 'drives.write', input: { place: 'pears:/half' } } as const
  const running = runWork(node.address, write, { contents: broken() })
  await expect(running.next()).rejects.toThrow('the disk was pulled out')
  const list = { name: 'drives.stat', input: { place: 'pears:/half' } } as const
  await waitFor(async () => {
    await expect(runWork(node.address, list).next()).rejects.toMatchObject({ code: 'DRIVE_ENTRY_NOT_FOUND' })
    return true
  })
})

test('whoever leaves ends the work', async () => {
  await using node = await setUp()
  const source = node.dir.join('source')
  await mkdir(source)
  const work = { name: 'drives.mirror-live', input: { source, target: 'pears:', cwd: '/' } } as const
  for await (const event of runWork(node.address, work)) {
    if (event.kind === 'items') break
  }
  await waitFor(async () => (await node.api.drives.mirrors.query()).length === 0)
  const ending = new AbortController()
  const running = runWork(node.address, work, { signal: ending.signal })
  await running.next()
  ending.abort(new Error('enough'))
  await expect(running.next().then(() => running.next())).rejects.toThrow('enough')
  await waitFor(async () => (await node.api.drives.mirrors.query()).length === 0)
})

test('a node that stops ends the work', async () => {
  await using node = await setUp()
  const source = node.dir.join('source')
  await mkdir(source)
  const work = { name: 'drives.mirror-live', input: { source, target: 'pears:', cwd: '/' } } as const
  const running = runWork(node.address, work)
  await running.next()
  await node.host.stop('enough')
  await expect(running.next().then(() => running.next())).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' })
})

test('what is refused has the node’s code', async () => {
  await using node = await setUp()
  const { address } = node
  const failure = (name: string, input: unknown) =>
    runWork(address, { name, input } as never)
      .next()
      .catch((error: unknown) => error)
  expect(await failure('drives.read', { place: 'plums:/a' })).toMatchObject({ code: 'DRIVE_NOT_FOUND' })
  expect(await failure('drives.read', {})).toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('place is missing') as unknown,
  })
  expect(await failure('toString', {})).toMatchObject({ code: 'INPUT_INVALID' })
  expect(await failure('drives.read', { place: 'x'.repeat(300_000) })).toMatchObject({
    code: 'INPUT_INVALID',
  })
  const stranger = runWork({ ...address, token: 'x' }, { name: 'drives.read', input: { place: 'pears:/a' } })
  await expect(stranger.next()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' })
})
