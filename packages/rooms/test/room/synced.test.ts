import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'

/** How many writes of each waited for the disk until `listener` had what `speaker` said. */
async function syncsOf({ speaker, listener }: { speaker: RoomMember; listener: RoomMember }, text: string) {
  const before = { said: speaker.profile.stats.synced, seen: listener.profile.stats.synced }
  await speaker.room.say(text)
  await waitFor(async () => (await listener.room.history()).messages.at(-1)?.text === text)
  return {
    said: speaker.profile.stats.synced - before.said,
    seen: listener.profile.stats.synced - before.seen,
  }
}

test('who says a message waits for the disk once, and who sees it does not wait', async () => {
  // Without acknowledgements nobody writes a block but those who speak.
  await using test = await createTestRoom(['alice', 'bob'], { rooms: { ackIntervalMs: 0 } })
  const { alice, bob } = test
  await syncsOf({ speaker: alice, listener: bob }, 'hello')
  await syncsOf({ speaker: bob, listener: alice }, 'hello to you')
  for (let round = 0; round < 3; round++) {
    const fromAlice = await syncsOf({ speaker: alice, listener: bob }, `alice ${round}`)
    expect(fromAlice).toEqual({ said: 1, seen: 0 })
    const fromBob = await syncsOf({ speaker: bob, listener: alice }, `bob ${round}`)
    expect(fromBob).toEqual({ said: 1, seen: 0 })
  }
})
