import { setTimeout as delay } from 'node:timers/promises'
import { openProfile } from '@comice/storage'
import { seededRandom, spawnPeer, tempDir, testSeed, waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { expect, test } from 'vitest'
import { createPowerLossDisk } from './power-loss-disk.ts'
import { openRoomLike } from './room-like.ts'

const CUTS = process.env.COMICE_TEST_FULL === '1' ? 100 : 4

interface After {
  peerDir: string
  key: Buffer
  /** The last operation that was confirmed before the cut. */
  confirmed: number
  where: string
}

/** Every confirmed operation is in the view, and the peer, which saw everything that left the process, follows on. */
async function expectRoomGoesOn(dir: string, { peerDir, key, confirmed, where }: After): Promise<void> {
  await using profile = await openProfile({ dir, reserveBytes: 1024 * 1024 })
  const peer = new Corestore(peerDir)
  const mine = await openRoomLike(profile.store, key)
  const theirs = await openRoomLike(peer, key)
  await mine.update()
  expect(mine.view.length, where).toBeGreaterThan(confirmed)
  for (let at = 0; at < mine.view.length; at++) expect(await mine.view.get(at), where).toBe(at)

  const conflicts: string[] = []
  const copy = peer.get({ key: mine.local.key })
  await copy.ready()
  expect(copy.length, `${where}: the peer has more of our own core than we have`).toBeLessThanOrEqual(
    mine.local.length,
  )
  copy.on('conflict', () => conflicts.push('theirs'))
  mine.local.on('conflict', () => conflicts.push('mine'))
  const here = profile.store.replicate(true)
  const there = peer.replicate(false)
  here.pipe(there).pipe(here)
  await mine.append(mine.view.length)
  await mine.append(mine.view.length)
  const describe = `${where}: the peer to have all operations and signatures`
  await waitFor(
    async () => {
      await theirs.update()
      const same = theirs.view.length === mine.view.length && theirs.signedLength === mine.signedLength
      return same || conflicts.length > 0
    },
    { describe },
  )
  expect(conflicts, where).toEqual([])
  expect(await theirs.view.get(theirs.view.length - 1)).toBe(mine.view.length - 1)
  here.destroy()
  there.destroy()
  await mine.close()
  await theirs.close()
  await peer.close()
}

test(
  `${CUTS} power losses lose no operation of an Autobase, and its peer follows on`,
  { timeout: CUTS * 30_000 },
  async () => {
    await using dir = await tempDir('room')
    await using disk = await createPowerLossDisk(dir.path)
    const random = seededRandom(`room ${testSeed()}`)
    const peerDir = dir.join('peer')
    let key = ''
    let total = 0
    for (let cut = 0; cut < CUTS; cut++) {
      await using writer = await spawnPeer({
        script: new URL('./room-writer.ts', import.meta.url),
        execArgv: ['--conditions=@comice/source'],
        args: [`${disk.path}/profile`, peerDir, key],
      })
      key = (await writer.waitForLine(/^key /)).slice('key '.length)
      const confirmations = random.integer(1, 60)
      let line = ''
      for (let i = 0; i < confirmations; i++) line = await writer.waitForLine(/^confirmed /)
      await delay(random.next() * 20)
      await writer.kill()
      expect(writer.stderr).toBe('')
      for await (const printed of writer.lines()) if (printed.startsWith('confirmed ')) line = printed
      total += confirmations
      await disk.cut()
      const confirmed = Number(line.slice('confirmed '.length))
      const where = `seed ${testSeed()}, cut ${cut}`
      await expectRoomGoesOn(`${disk.path}/profile`, {
        peerDir,
        key: Buffer.from(key, 'hex'),
        confirmed,
        where,
      })
    }
    expect(total, 'confirmations over all cuts').toBeGreaterThan(CUTS * 10)
  },
)
