/** Pins what ask-again.ts knows of hypercore. */
import { once } from 'node:events'
import { createWire, keyPairOf, tempDir, waitFor } from '@comice/testkit'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import Protomux from 'protomux'
import { expect, test } from 'vitest'
import { askAgain } from '../../src/fast-path/ask-again.ts'
import { replicateOn } from '../../src/fast-path/store-session.ts'

async function setUp() {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir())
  const open = (name: string) => stack.adopt(new Corestore(dir.join(name)), (store) => store.close())
  const [author, seeder, reader] = [open('author'), open('seeder'), open('reader')]
  const kept = stack.move()
  /** A connection, with its two ends. */
  const link = async (near: string, far: string) => {
    const wire = kept.use(createWire())
    const ends = [
      new NoiseSecretStream(true, wire.left, { keyPair: keyPairOf(near) }),
      new NoiseSecretStream(false, wire.right, { keyPair: keyPairOf(far) }),
    ] as const
    for (const stream of ends) kept.adopt(stream, (opened) => opened.destroy())
    for (const stream of ends) stream.on('error', () => undefined)
    await Promise.all(ends.map((stream) => once(stream, 'connect')))
    return ends.map((stream) => Protomux.from(stream)) as [Protomux, Protomux]
  }
  return { author, seeder, reader, link, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const channelsOf = (mux: Protomux) => [...mux].filter(({ protocol }) => protocol === 'hypercore/alpha').length

test('who has a core later than it was asked for gives it when it is asked again, and once is enough', async () => {
  await using set = await setUp()
  const { author, seeder, reader, link } = set
  const core = author.get({ name: 'app' })
  await core.append('pears')

  const [atReader, ofReader] = await link('reader', 'seeder')
  replicateOn(reader, atReader)
  replicateOn(seeder, ofReader)
  const wanted = reader.get({ key: core.key })
  await wanted.ready()
  // What is asked for later and answered was asked for after it.
  const other = seeder.get({ name: 'other' })
  await other.append('plums')
  await reader.get({ key: other.key }).get(0)
  await waitFor(() => channelsOf(atReader) === 1)

  // Inactive, as what is kept for others: it is offered to nobody.
  const copy = seeder.session({ active: false }).get({ key: core.key })
  const [atSeeder, atAuthor] = await link('seeder', 'author')
  replicateOn(author, atAuthor)
  copy.replicate(atSeeder.stream)
  await copy.get(0)
  expect(await wanted.get(0, { timeout: 200 }).catch(() => null)).toBeNull()

  askAgain(wanted)
  expect(String(await wanted.get(0))).toBe('pears')
  for (let times = 0; times < 3; times++) askAgain(wanted)
  expect(channelsOf(atReader)).toBe(2)
  expect(wanted.peers).toHaveLength(1)
})

test('a core that is not open yet, or closed, asks nobody', async () => {
  await using set = await setUp()
  const core = set.reader.get({ name: 'mine' })
  askAgain(core)
  await core.ready()
  askAgain(core)
  await core.close()
  askAgain(core)
})
