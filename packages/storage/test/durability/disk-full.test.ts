import { rm, writeFile } from 'node:fs/promises'
import { isComiceError } from '@comice/protocol'
import { openProfile, type Profile } from '@comice/storage'
import { expect, test } from 'vitest'
import { createPowerLossDisk } from './power-loss-disk.ts'
import { smallDisk } from './small-disk.ts'

const MIB = 1024 * 1024
/** Lets writes through that the reserve would refuse, so that RocksDB itself meets the full disk. */
const UNGUARDED = Number.NEGATIVE_INFINITY

async function appendUntilRefused(profile: Profile): Promise<{ length: number; error: unknown }> {
  const core = profile.store.get({ name: 'log' })
  await core.ready()
  let { length } = core
  for (;;) {
    try {
      await core.append(Buffer.alloc(64 * 1024, length))
      length++
    } catch (error) {
      return { length, error }
    }
  }
}

async function expectLog(profile: Profile, length: number): Promise<void> {
  const core = profile.store.get({ name: 'log' })
  await core.ready()
  expect(core.length).toBeGreaterThanOrEqual(length)
  for (let at = 0; at < length; at++) expect((await core.get(at))?.at(-1)).toBe(at % 256)
}

test('a nearly full disk refuses writes by name, and takes them again when space is freed', async () => {
  await using disk = await smallDisk(48)
  await using profile = await openProfile({ dir: `${disk.path}/profile` })
  const ballast = `${disk.path}/ballast`
  await writeFile(ballast, Buffer.alloc(20 * MIB))
  const { length, error } = await appendUntilRefused(profile)
  expect(isComiceError(error, 'STORE_NO_SPACE')).toBe(true)
  expect(length).toBeGreaterThan(10)
  expect(profile.failure).toBeNull()
  await expect(profile.secrets.set('small', Buffer.from('still fits'))).resolves.toBeUndefined()

  await rm(ballast)
  const core = profile.store.get({ name: 'log' })
  await core.append(Buffer.alloc(64 * 1024, length))
  expect(core.length).toBe(length + 1)
  await expectLog(profile, length + 1)
})

test('a disk that runs full inside of RocksDB closes the profile by name and loses nothing that was confirmed', async () => {
  await using disk = await smallDisk(40)
  const dir = `${disk.path}/profile`
  const ballast = `${disk.path}/ballast`
  let length: number
  {
    await using profile = await openProfile({ dir, reserveBytes: UNGUARDED })
    await writeFile(ballast, Buffer.alloc(16 * MIB))
    const failures: string[] = []
    profile.onFailure(({ code }) => failures.push(code))
    const refused = await appendUntilRefused(profile)
    length = refused.length
    expect(refused.error).toMatchObject({ code: 'STORE_NO_SPACE', exitCode: 9 })
    expect(length).toBeGreaterThan(10)
    expect(failures).toEqual(['STORE_NO_SPACE'])
    expect(profile.closed).toBe(true)
    await profile.close()
  }
  await rm(ballast)
  await using reopened = await openProfile({ dir, reserveBytes: UNGUARDED })
  await expectLog(reopened, length)
  const core = reopened.store.get({ name: 'log' })
  await core.ready()
  await core.append(Buffer.alloc(64 * 1024, core.length))
  await expectLog(reopened, length + 1)
})

test('a full disk refuses to make a profile by name, and makes it when space is freed', async () => {
  await using disk = await smallDisk(4)
  const ballast = `${disk.path}/ballast`
  const dir = `${disk.path}/profile`
  await writeFile(ballast, Buffer.alloc(4 * MIB)).catch(() => undefined)
  await expect(openProfile({ dir })).rejects.toMatchObject({ code: 'STORE_NO_SPACE' })
  await rm(ballast)
  await using profile = await openProfile({ dir, reserveBytes: 0 })
  await profile.store.get({ name: 'log' }).append(Buffer.from('fits'))
})

test('a disk that fails under a sync closes the profile by name and loses nothing that was confirmed', async () => {
  // A disk of 512 MiB in a file on a disk of 32 MiB: below the file system, the device runs out and reports errors.
  await using below = await smallDisk(32)
  await using disk = await createPowerLossDisk(below.path)
  let length: number
  {
    await using profile = await openProfile({ dir: `${disk.path}/profile` })
    const refused = await appendUntilRefused(profile)
    length = refused.length
    expect(refused.error).toMatchObject({ code: 'STORE_FAILED', exitCode: 1 })
    expect(length).toBeGreaterThan(10)
    expect(profile.failure).toBe(refused.error)
    await profile.close()
  }
  await below.grow(600)
  await disk.cut()
  await using reopened = await openProfile({ dir: `${disk.path}/profile` })
  await expectLog(reopened, length)
  const core = reopened.store.get({ name: 'log' })
  await core.ready()
  await core.append(Buffer.alloc(64 * 1024, core.length))
})
