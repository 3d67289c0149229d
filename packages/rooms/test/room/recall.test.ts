import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'

test('a thread is the first message with all answers and answers to these', async () => {
  for (const format of [1, 2] as const) {
    await using test = await createTestRoom(['alice'], { format })
    const { room } = test.alice
    const root = await room.say('shall we?')
    await room.say('something else')
    const yes = await room.say('yes', { replyTo: root })
    const when = await room.say('when?', { replyTo: yes })
    await room.say('also something else')
    for (const { id, seq } of [root, yes, when]) {
      const thread = await room.thread({ id, seq })
      expect(thread.root.text).toBe('shall we?')
      expect(thread.replies.map(({ text }) => text)).toEqual(['yes', 'when?'])
      expect(thread.isWhole).toBe(true)
    }
    expect((await room.thread({ id: when.id })).replies).toHaveLength(2)
    await expect(room.thread({ id: 'nothing/1' })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
  }
})

test('a moment is found by what authors say of the time, whatever one of them claims', async () => {
  let now = 0
  await using test = await createTestRoom(['alice'], { now: () => now })
  const { room } = test.alice
  for (let number = 0; number < 40; number++) {
    now = number === 19 ? 9_000_000 : number * 1_000
    await room.say(`at ${number} s`)
  }
  expect(await room.seqAt(0)).toBe(0)
  expect(await room.seqAt(10_000)).toBe(10)
  expect(await room.seqAt(30_000)).toBe(30)
  expect(await room.seqAt(1e9)).toBe(40)
})

test('what was altered is told, with what it says now', async () => {
  await using test = await createTestRoom(['alice'], { format: 2 })
  const { room } = test.alice
  const edited = await room.say('helo')
  const deleted = await room.say('no')
  const liked = await room.say('yes')
  const before = await room.position()
  expect(await room.altered()).toEqual([])
  await room.edit(edited.id, 'hello')
  await room.delete(deleted.id)
  await room.react(liked.id, ['🍐'])
  const after = await room.position()
  expect(after.messages).toBe(before.messages)
  expect(after.changes).toBe(before.changes + 3)
  const altered = new Map((await room.altered()).map((one) => [one.id, one]))
  expect(altered.get(edited.id)).toMatchObject({ text: 'hello', isDeleted: false })
  expect(altered.get(deleted.id)).toMatchObject({ text: null, isDeleted: true })
  expect(altered.has(liked.id)).toBe(false)
})
