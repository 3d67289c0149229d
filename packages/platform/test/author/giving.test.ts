/** What an author has released is given by the author's node, whenever it runs. */
import { expect, test } from 'vitest'
import { createAuthor } from '../../src/author/author.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { createAppPeers } from '../peers.ts'
import { APP, folder } from '../project/folder.ts'

test('a released app is given from the release on, also by a node that starts again, until it is withdrawn', async () => {
  await using peers = await createAppPeers()
  await using dir = await folder(APP)
  const alice = await peers.open()
  const { author } = await createPlatform(alice.peer)
  const { key, link } = await author.touch()
  await author.stage(dir.path, { key })
  const read = async (options: { timeoutMs: number }) => {
    await using out = await peers.dir()
    const reader = await peers.open()
    const dumped = await createAuthor(reader.peer).dump({ link, dir: out.join('app'), ...options })
    await reader.close()
    return dumped.files.length
  }
  // What is staged alone is nobody's but the author's.
  await expect(read({ timeoutMs: 2_000 })).rejects.toMatchObject({ code: 'APP_UNREACHABLE' })

  await author.release({ key })
  expect(await author.seeders.hasUs(key)).toBe(true)
  expect(await read({ timeoutMs: 20_000 })).toBe(2)
  await alice.close()

  const again = await peers.open(alice.dir)
  const platform = await createPlatform(again.peer)
  expect(await read({ timeoutMs: 20_000 })).toBe(2)
  expect(await platform.author.withdraw({ key })).toBe(true)
  expect(await platform.author.withdraw({ key })).toBe(false)
  await expect(read({ timeoutMs: 2_000 })).rejects.toMatchObject({ code: 'APP_UNREACHABLE' })
  await again.close()

  const third = await peers.open(alice.dir)
  await using last = await createPlatform(third.peer)
  await expect(read({ timeoutMs: 2_000 })).rejects.toMatchObject({ code: 'APP_UNREACHABLE' })
  expect(await last.author.seeders.all()).toEqual([])
})
