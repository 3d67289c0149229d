/** A view that a later version of this program has signed, beyond the operation that says so. */
import { encodeOperation, ROOM_VERSION } from '@comice/protocol'
import { seededRandom, tempDir } from '@comice/testkit'
import type Autobase from 'autobase'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import { expect, test } from 'vitest'
import { applyRoom } from '../../src/apply/apply-room.ts'
import type { RoomBee } from '../../src/view/room-view.ts'
import { ViewBatch } from '../../src/view/view-batch.ts'
import { settledState } from './cast-room.ts'
import { makeCast } from './cast.ts'

test('nothing is applied to a view of a later format, and the room says that a later version is needed', async () => {
  const cast = await makeCast(['alice'])
  await using dir = await tempDir('newer')
  const store = new Corestore(dir.path)
  const bee: RoomBee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'view' }), {
    keyEncoding: 'binary',
    valueEncoding: 'binary',
    extension: false,
  })
  await bee.ready()
  const host = {
    key: cast.roomKey,
    addWriter: () => Promise.resolve(),
    state: settledState(),
    interrupt: (reason: string) => {
      throw new Error(reason)
    },
  } as unknown as Autobase.HostCalls
  const { key } = cast.creator.writer
  const nodeOf = (value: Uint8Array, length: number) =>
    ({ value, length, from: { key } }) as unknown as Autobase.Node<Uint8Array>
  const founding = cast.founding(seededRandom('newer')).map(encodeOperation)
  await applyRoom(
    founding.map((value, at) => nodeOf(value, at + 1)),
    bee,
    host,
  )
  const view = await ViewBatch.open(bee)
  const room = await view.room()
  if (room === null) throw new Error('no room')
  await view.putRoom({ ...room, roomVersion: ROOM_VERSION + 1 })
  await view.flush()
  const { version } = bee
  const rename = nodeOf(encodeOperation({ kind: 'profile', name: 'not applied' }), founding.length + 1)
  await expect(applyRoom([rename], bee, host)).rejects.toThrow('room-version')
  expect(bee.version).toBe(version)
  await store.close()
})
