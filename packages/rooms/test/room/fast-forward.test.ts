/** A fast-forward takes what is not signed out of the view, for a moment. */
import { createUnderlay, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { Message } from '../../src/room/room-message.ts'
import { createTestRoom, type RoomMember } from '../../src/testing/test-room.ts'
import { insides } from '../hostile/mallory.ts'

const WAIT = { timeoutMs: 40_000 } as const

/** So that it takes a while to apply again what was taken out. */
const UNSIGNED_MESSAGES = 100

function epochAt({ room }: RoomMember): Promise<number | undefined> {
  return insides(room).reader.read(async (reading) => (await reading.currentEpoch())?.number)
}

async function idOf({ room }: RoomMember, name: string): Promise<string> {
  return (await room.members()).find((one) => one.name === name)?.id ?? ''
}

/** Makes the member go to what is signed, and speak in the moment in which nothing else is in its view. */
async function speakInBetween(member: RoomMember): Promise<{ said: Message; epochThen: number | undefined }> {
  const { base } = insides(member.room)
  const { promise, resolve, reject } = Promise.withResolvers<{
    said: Message
    epochThen: number | undefined
  }>()
  base.once('fast-forward', () => {
    const said = member.room.say('not for mallory')
    Promise.all([said, epochAt(member)]).then(([said, epochThen]) => resolve({ said, epochThen }), reject)
  })
  await base.forceFastForward()
  return promise
}

for (const remover of ['bob', 'carol'] as const) {
  test(`what bob says while a fast-forward has a removal by ${remover} out of his view is not for the removed`, async () => {
    await using underlay = createUnderlay()
    const names = ['alice', 'bob', 'carol', 'mallory'] as const
    await using room = await createTestRoom(names, { format: 2, underlay })
    const { alice, bob } = room
    const by: RoomMember = room[remover]
    for (const name of ['bob', 'carol']) await alice.room.setRole(await idOf(alice, name), 'admin')
    const isAdmin = (name: string) => async () =>
      (await by.room.members()).some((one) => one.name === name && one.role === 'admin')
    for (const name of ['bob', 'carol']) await waitFor(isAdmin(name), WAIT)
    const { base } = insides(bob.room)
    await waitFor(
      () => base.signedLength === base.length && base.length === insides(alice.room).base.length,
      WAIT,
    )
    // Nobody signs what follows.
    underlay.cut('alice')
    const before = await epochAt(bob)
    await by.room.remove(await idOf(by, 'mallory'))
    const saying = Array.from({ length: UNSIGNED_MESSAGES }, (_, at) => by.room.say(`message ${at}`))
    await Promise.all(saying)
    const last = `message ${UNSIGNED_MESSAGES - 1}`
    await waitFor(async () => (await bob.room.history({ limit: 1 })).messages[0]?.text === last, WAIT)
    const after = await epochAt(bob)
    expect(after).not.toBe(before)

    const { said, epochThen } = await speakInBetween(bob)
    // Or it was not in between, and this shows nothing.
    expect(epochThen).toBe(before)
    const { messages } = await bob.room.history({ limit: 500 })
    expect(messages.find(({ id }) => id === said.id)).toMatchObject({
      text: 'not for mallory',
      isLate: false,
    })
    expect(await epochAt(bob)).toBe(after)
  }, 180_000)
}
