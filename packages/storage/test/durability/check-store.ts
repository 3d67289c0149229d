import c from 'compact-encoding'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { expect } from 'vitest'
import { openProfile, type Profile } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import { blockAt } from './blocks.ts'
import type { Confirmed } from './confirmed.ts'

/** Blocks of each core that are compared after each cut; earlier ones were, after earlier cuts. */
const LOOK_BACK = 500

/** Opens the profile after a cut: nothing that was confirmed may be missing, and no block may be another one. */
export async function expectNothingLost(dir: string, confirmed: Confirmed, where: string): Promise<void> {
  await using profile = await openProfile({ dir, reserveBytes: 1024 * 1024 })
  for (const [index, length] of confirmed.lengths.entries()) {
    const core = await coreOf(profile, index)
    expect(core.length, `${where}: core ${index}`).toBeGreaterThanOrEqual(length)
    for (let at = Math.max(0, core.length - LOOK_BACK); at < core.length; at++) {
      const block = await core.get(at)
      if (block === null || !blockAt(index, at).equals(block))
        expect.fail(`${where}: block ${index}/${at} is another one`)
    }
  }
  await expectRecords(profile, confirmed.record, where)
}

async function expectRecords(profile: Profile, last: number, where: string): Promise<void> {
  const records = await profile.collection('records', c.string)
  for (let record = Math.max(0, last - 99); record <= last; record++) {
    const value = await records.get(String(record % 100).padStart(3, '0'))
    const found = Number(value?.slice('record '.length))
    expect(found, `${where}: record ${record}`).toBeGreaterThanOrEqual(record)
  }
}

/**
 * Brings the store of `dir` together with a second store that has replicated from it all the time, outside of the
 * lost disk: that one holds nothing which is missing here, and what is appended now reaches it without a conflict.
 */
export async function expectNoFork(dir: string, peerDir: string, where: string): Promise<void> {
  await using profile = await openProfile({ dir, reserveBytes: 1024 * 1024 })
  const peer = new Corestore(peerDir)
  await peer.ready()
  const conflicts: string[] = []
  const pairs: [Hypercore, Hypercore][] = []
  for (const index of [0, 1, 2]) {
    const here = await coreOf(profile, index)
    const there = peer.get({ key: here.key })
    await there.ready()
    expect(here.length, `${where}: the peer's core ${index} is longer than ours`).toBeGreaterThanOrEqual(
      there.length,
    )
    here.on('conflict', () => conflicts.push(`ours ${index}`))
    there.on('conflict', () => conflicts.push(`the peer's ${index}`))
    pairs.push([here, there])
  }
  const a = profile.store.replicate(true)
  const b = peer.replicate(false)
  a.pipe(b).pipe(a)
  for (const [index, [here, there]] of pairs.entries()) {
    await here.append([blockAt(index, here.length), blockAt(index, here.length + 1)])
    await waitFor(() => conflicts.length > 0 || there.length === here.length, {
      describe: `${where}: core ${index} at the peer`,
    })
    expect(conflicts, where).toEqual([])
    expect(await there.get(here.length - 1)).toEqual(blockAt(index, here.length - 1))
  }
  await peer.close()
}

async function coreOf(profile: Profile, index: number): Promise<Hypercore> {
  const core = profile.store.get({ name: `core-${index}` })
  await core.ready()
  return core
}
