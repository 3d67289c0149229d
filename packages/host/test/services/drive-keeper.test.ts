/** Seeders that were named for a drive hear of its versions by themselves. */
import { createPeer } from '@comice/core'
import { createDrives } from '@comice/drives'
import { createKeep, type Keep } from '@comice/keep'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Host, startHost } from '../../src/host/host.ts'

test('newer versions reach the seeder without a word, also after either of them has started again', async () => {
  await using stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const network = { bootstrap: dht.bootstrap }
  const [home, away] = [stack.use(await tempDir('alice')), stack.use(await tempDir('seeder'))]
  const openPeer = async (within: AsyncDisposableStack, dir: string) => {
    const profile = within.use(await openProfile({ dir, waitMs: 10_000 }))
    return within.use(await createPeer({ profile, network }))
  }
  const openSeeder = async (client: Uint8Array): Promise<AsyncDisposable & { keep: Keep }> => {
    await using opening = new AsyncDisposableStack()
    const keep = opening.use(await createKeep(await openPeer(opening, away.path), { allow: [client] }))
    const opened = opening.move()
    return { keep, [Symbol.asyncDispose]: () => opened.disposeAsync() }
  }
  const start = () => startHost({ dir: home.path, network, idleMs: 0 })
  const put = async ({ services }: Host, text: string) => {
    const { files } = await services.drives.open()
    await files.put('pears:/note', [Buffer.from(text)], { overwrite: true })
  }
  /** What somebody finds who has only the seeder to ask: alice's node gives it to nobody itself. */
  const read = async (link: string) => {
    await using readers = new AsyncDisposableStack()
    const dir = readers.use(await tempDir('reader'))
    const drives = readers.use(await createDrives(await openPeer(readers, dir.path)))
    let text = ''
    for await (const piece of drives.files.read(`${link}/note`, { timeoutMs: 20_000 }))
      text += Buffer.from(piece).toString()
    return text
  }
  const reads = (link: string, text: string) =>
    waitFor(async () => (await read(link)) === text, { timeoutMs: 60_000 })

  await using cleanup = new AsyncDisposableStack()
  let [link, id] = ['', '']
  let key: Uint8Array = new Uint8Array()
  {
    await using first = await start()
    const client = first.services.peer.identity.device.publicKey
    let seeder = await openSeeder(client)
    cleanup.defer(() => seeder[Symbol.asyncDispose]())
    key = seeder.keep.publicKey
    const drives = await first.services.drives.open()
    ;({ link, id } = await drives.create({ name: 'pears' }))
    await put(first, 'first')
    const place = { kind: 'drive', name: 'pears', version: null, path: '' } as const
    const { keeper } = first.services.drives
    const { source, isNew, drive } = await keeper.add(place, { seeder: key, typed: 'pears' })
    expect([isNew, drive]).toEqual([true, id])
    expect((await keeper.add(place, { seeder: key, typed: 'pears' })).isNew).toBe(false)
    const options = { seeder: encodeKey(key), signal: AbortSignal.timeout(60_000) }
    for await (const state of first.services.keeper.keepSource(source, options)) if (state.done) break
    await reads(link, 'first')
    await seeder[Symbol.asyncDispose]()
    await put(first, 'second')
    seeder = await openSeeder(client)
    await reads(link, 'second')
  }
  await using second = await start()
  await put(second, 'third')
  await reads(link, 'third')
  const { keeper } = second.services.drives
  expect(await keeper.seedersOf(id)).toEqual([encodeKey(key)])
  expect(await keeper.remove(id, key)).toBe(true)
  expect(await keeper.remove(id, key)).toBe(false)
  expect(await keeper.seedersOf(id)).toEqual([])
}, 240_000)
