import { expect, test } from 'vitest'
import { makeFiles } from '../folder.ts'
import { createDrivePeers } from '../peers.ts'

test('a tree that is half here is an error when nobody has the rest, in every way of reading it', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const source = await peers.dir()
  await makeFiles(
    source.path,
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`file-${at}`, `${at}`])),
  )
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: source.path, target: 'pears:' })
  await alice.drives.seed('pears')
  // The length is known, its blocks are not: what a reader has who was cut off.
  await bob.drives.files.stat(link)
  await alice.close()
  const { key } = await bob.drives.add({ link, name: 'theirs' })
  const core = bob.peer.store.get({ key: Buffer.from(key) })
  await core.ready()
  await core.clear(1, core.length)
  await core.close()

  const options = { timeoutMs: 300, silenceMs: 300 }
  const { files, versions } = bob.drives
  const first = async (items: AsyncIterable<unknown>) => {
    for await (const item of items) return item
    return null
  }
  const readings = [
    () => first(files.list('theirs', options)),
    () => first(files.find('theirs', '*', options)),
    () => first(files.measure('theirs', options)),
    () => files.stat('theirs:/file-1', options),
    () => first(files.read('theirs:/file-1', options)),
    () => first(versions.history('theirs', options)),
    () => first(versions.diff('theirs', { ...options, from: 2 })),
    () => versions.tags('theirs', options),
    () => files.stat('theirs@v1:/file-1', options),
    () => bob.drives.mirror({ source: 'theirs:', target: source.join('out'), ...options }),
  ]
  const expected = (reading: () => Promise<unknown>, at: number) =>
    expect(reading(), String(at)).rejects.toMatchObject({ code: 'DRIVE_UNREACHABLE' })
  await Promise.all(readings.map(expected))
})
