import { EventEmitter } from 'node:events'
import type { BaseInternals } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

/** A writer that alice's room does not know. */
const DORA = { key: Buffer.alloc(32, 'dora'), length: 7 }

/** The connection that hints come over. */
const FROM = { stream: Object.assign(new EventEmitter(), { destroyed: false }) }

function baseOf({ room }: RoomMember): BaseInternals & NodeJS.EventEmitter {
  return insides(room).base as unknown as BaseInternals & NodeJS.EventEmitter
}

test('a hint that comes while the base fast-forwards is followed afterwards, however that ends', async () => {
  await using test = await createTestRoom(['alice'])
  const base = baseOf(test.alice)
  const isFastForwarding = base.isFastForwarding.bind(base)
  base.isFastForwarding = () => true
  base.wakeupSession?.handlers.onannounce([DORA], FROM)
  expect(base._wakeupHints.size).toBe(0)
  base.isFastForwarding = isFastForwarding
  base._updateActivity()
  expect([...base._wakeupHints]).toEqual([[DORA.key.toString('hex'), DORA.length]])
})

test('a hint for a writer who is not admitted yet is followed when the base has fast-forwarded', async () => {
  await using test = await createTestRoom(['alice'])
  const base = baseOf(test.alice)
  base.wakeupSession?.handlers.onannounce([DORA], FROM)
  await waitFor(() => base._wakeupHints.size === 0)
  expect(base.activeWriters.get(DORA.key)).toBeNull()
  base.emit('fast-forward', 0, 0)
  expect(base._wakeupHints.size).toBe(1)
})
