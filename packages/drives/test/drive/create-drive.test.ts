import Hyperdrive from 'hyperdrive'
import { expect, test } from 'vitest'
import { createDriveKey } from '../../src/drive/create-drive.ts'
import { openSharedDrive } from '../../src/drive/shared-drive.ts'
import { createOfflinePeer } from '../peers.ts'

test('the key is that of the drive which Hyperdrive itself makes in the namespace', async () => {
  await using alice = await createOfflinePeer()
  const key = await createDriveKey(alice.peer, 'pears')
  const plain = new Hyperdrive(alice.peer.store.namespace('pears'))
  await plain.ready()
  expect(Buffer.from(key).equals(plain.key!)).toBe(true)
  await plain.close()
  expect(Buffer.from(await createDriveKey(alice.peer, 'pears')).equals(key)).toBe(true)
})

test('a drive that is opened twice is one, and closes with its last handle', async () => {
  await using alice = await createOfflinePeer()
  const key = await createDriveKey(alice.peer, 'pears')
  const first = await openSharedDrive(alice.peer, { key })
  const second = await openSharedDrive(alice.peer, { key })
  expect(second.drive).toBe(first.drive)
  expect(first.isWritable).toBe(true)
  await first.close()
  await first.close()
  await second.drive.put('/a', 'a')
  await second.close()
  await using third = await openSharedDrive(alice.peer, { key })
  expect(String(await third.drive.get('/a'))).toBe('a')
  const wrong = openSharedDrive(alice.peer, { key, encryptionKey: Buffer.alloc(32, 1) })
  await expect(wrong).rejects.toMatchObject({ code: 'DRIVE_LOCKED' })
})
