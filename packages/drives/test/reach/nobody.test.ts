import { expect, test } from 'vitest'
import { makeFiles } from '../folder.ts'
import { createDrivePeers } from '../peers.ts'

test('a drive that is here is read when nobody else is there, long before the time to wait is over', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const source = await peers.dir()
  await makeFiles(source.path, { 'pears.txt': 'comice' })
  const { link } = await alice.drives.create({ name: 'pears' })
  await alice.drives.mirror({ source: source.path, target: 'pears:' })
  await alice.drives.seed('pears')
  const path = `${link}/pears.txt`
  expect(await bob.drives.files.stat(path)).toMatchObject({ bytes: 6 })
  await alice.close()
  // An hour: the test ends long before.
  expect(await bob.drives.files.stat(path, { timeoutMs: 3_600_000 })).toMatchObject({ bytes: 6 })
})
