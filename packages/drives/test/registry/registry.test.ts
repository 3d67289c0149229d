import { tempDir, waitFor } from '@comice/testkit'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { createDrivePeers, createOfflinePeer } from '../peers.ts'

test('drives are made, listed, renamed and removed, and are there after a restart', async () => {
  await using dir = await tempDir('profile')
  let id: string
  {
    await using alice = await createOfflinePeer(dir.path)
    const made = await alice.drives.create({ name: 'pears' })
    id = made.id
    expect(made).toMatchObject({
      name: 'pears',
      isOurs: true,
      isEncrypted: false,
      isSeeded: false,
      version: 2,
    })
    await alice.drives.create({ isEncrypted: true })
    await alice.drives.create()
    expect((await alice.drives.list()).map(({ name }) => name)).toEqual(['drive', 'drive-2', 'pears'])
    await expect(alice.drives.create({ name: 'pears' })).rejects.toMatchObject({ code: 'DRIVE_NAME_TAKEN' })
    await expect(alice.drives.create({ name: 'No Name' })).rejects.toMatchObject({
      code: 'DRIVE_NAME_INVALID',
    })
    await expect(alice.drives.rename('pears', 'drive')).rejects.toMatchObject({ code: 'DRIVE_NAME_TAKEN' })
    await alice.drives.rename('pears', 'fruit')
    await alice.drives.files.put('fruit:/a', [Buffer.from('a')])
    await alice.drives.seed('fruit')
  }
  await using alice = await createOfflinePeer(dir.path)
  expect(alice.drives.seeded).toBe(1)
  expect(await alice.drives.info('fruit')).toMatchObject({ id, isSeeded: true, seed: { peers: 0 } })
  expect(await alice.drives.info('drive')).toMatchObject({ isEncrypted: true })
  await alice.drives.unseed('fruit')
  expect(alice.drives.seeded).toBe(0)

  // Forgotten, and added again by its link: still ours.
  const { link } = await alice.drives.info('fruit')
  await alice.drives.remove('fruit')
  await expect(alice.drives.info('fruit')).rejects.toMatchObject({ code: 'DRIVE_NOT_FOUND' })
  expect(await alice.drives.add({ link, name: 'again' })).toMatchObject({ id, isOurs: true })
  await alice.drives.files.put('again:/b', [Buffer.from('b')])

  await alice.drives.purge('again')
  await expect(alice.drives.info('again')).rejects.toMatchObject({ code: 'DRIVE_NOT_FOUND' })
})

test('who has the read key reads an encrypted drive, and a seeder of it sees neither names nor contents', async () => {
  await using peers = await createDrivePeers()
  const [alice, seeder, bob] = [await peers.open(), await peers.open(), await peers.open()]
  const dir = await peers.dir()
  const secrets = ['UNSEEN-NAME', 'UNSEEN-CONTENTS', 'UNSEEN-TARGET']
  await makeFiles(dir.join('source'), {
    'UNSEEN-NAME/UNSEEN-NAME.txt': 'UNSEEN-CONTENTS '.repeat(1000),
    link: { link: 'UNSEEN-TARGET' },
  })
  const { link } = await alice.drives.create({ name: 'secret', isEncrypted: true })
  await alice.drives.mirror({ source: dir.join('source'), target: 'secret:' })
  await alice.drives.seed('secret')
  const readable = await alice.drives.link('secret', { readKey: true })

  await seeder.drives.add({ link, name: 'kept', isBlind: true })
  await seeder.drives.seed('kept')
  const { version } = await alice.drives.info('secret')
  await waitFor(async () => {
    const { seed } = await seeder.drives.info('kept')
    return seed !== null && seed.blocks > version && seed.heldBlocks === seed.blocks
  })
  await expect(seeder.drives.files.stat('kept:/')).rejects.toMatchObject({ code: 'DRIVE_LOCKED' })
  await expect(seeder.drives.mirror({ source: link, target: dir.join('none') })).rejects.toMatchObject({
    code: 'DRIVE_LOCKED',
  })
  // Whoever has the whole link reads from the seeder alone.
  await alice.close()
  await bob.drives.mirror({ source: readable, target: dir.join('target') })
  expect(await readTree(dir.join('target'))).toEqual(await readTree(dir.join('source')))
  await seeder.close()
  const bytes = await allBytes(join(seeder.dir, 'store'))
  expect(bytes.byteLength).toBeGreaterThan(16_000)
  for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
})

async function allBytes(dir: string): Promise<Buffer> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true })
  return Buffer.concat(
    await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
    ),
  )
}

test('a drive that nobody has is named as such before the deadline', async () => {
  await using peers = await createDrivePeers()
  const [alice, bob] = [await peers.open(), await peers.open()]
  const { link } = await alice.drives.create()
  const startedAt = performance.now()
  const reading = bob.drives.files.stat(link, { timeoutMs: 500 })
  await expect(reading).rejects.toMatchObject({ code: 'DRIVE_UNREACHABLE' })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})
