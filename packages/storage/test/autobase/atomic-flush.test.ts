import { makeAutobaseCrashSafe, openProfile } from '@comice/storage'
import { spawnPeer, tempDir, waitFor } from '@comice/testkit'
import Autobase from 'autobase'
import { expect, test } from 'vitest'
import { openRoomLike, type RoomLike } from '../durability/room-like.ts'

/** Lets an indexer die between the two writes of one operation. Returns the key of its Autobase. */
async function dieWhileWriting(dir: string, mode: 'safe' | 'unsafe'): Promise<Buffer> {
  await using indexer = await spawnPeer({
    script: new URL('./dying-indexer.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
    args: [dir, mode],
  })
  const key = (await indexer.waitForLine(/^key /)).slice('key '.length)
  expect(await indexer.exited).toMatchObject({ signal: 'SIGKILL' })
  expect(indexer.stderr).toBe('')
  return Buffer.from(key, 'hex')
}

async function viewOf(base: RoomLike): Promise<number[]> {
  const view: number[] = []
  for (let at = 0; at < base.view.length; at++) view.push((await base.view.get(at)) ?? -1)
  return view
}

test('an indexer that is killed while it writes applies each operation once, and members follow its signatures', async () => {
  await using dir = await tempDir()
  const key = await dieWhileWriting(dir.join('alice'), 'safe')
  await using alice = await openProfile({ dir: dir.join('alice') })
  await using bob = await openProfile({ dir: dir.join('bob') })
  const mine = await openRoomLike(alice.store, key)
  const theirs = await openRoomLike(bob.store, key)
  await mine.update()
  expect(await viewOf(mine)).toEqual([0, 1, 2, 3, 4, 5])
  const here = alice.store.replicate(true)
  const there = bob.store.replicate(false)
  here.pipe(there).pipe(here)
  await mine.append(6)
  await mine.append(7)
  await waitFor(
    async () => {
      await theirs.update()
      return theirs.view.length === 8 && theirs.signedLength === mine.signedLength
    },
    { describe: 'bob to have the view and its signatures' },
  )
  expect(await viewOf(theirs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  here.destroy()
  there.destroy()
  await mine.close()
  await theirs.close()
})

test('the same death makes a bare Autobase apply its last operation twice, so the test above can fail', async () => {
  await using dir = await tempDir()
  const key = await dieWhileWriting(dir.join('alice'), 'unsafe')
  await using alice = await openProfile({ dir: dir.join('alice') })
  const base = await openRoomLike(alice.store, key, { crashSafe: false })
  await base.update()
  expect(await viewOf(base)).toEqual([0, 1, 2, 3, 4, 5, 5])
  await base.close()
})

test('only an Autobase that has not opened is taken', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  expect(() => makeAutobaseCrashSafe({})).toThrow(TypeError)
  const base = new Autobase(profile.store, null, {})
  expect(makeAutobaseCrashSafe(base)).toBe(base)
  await base.ready()
  expect(() => makeAutobaseCrashSafe(base)).toThrow(TypeError)
  await base.close()
})
