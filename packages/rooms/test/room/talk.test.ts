import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createTestRoom } from '../../src/testing/test-room.ts'

test('two people talk: each sees what the other says, with a name', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await alice.room.say('hello')
  await waitFor(async () => (await bob.room.history()).messages.length === 1)
  await bob.room.say('hello back')
  const seen = await waitFor(async () => {
    const { messages } = await alice.room.history()
    return messages.length === 2 ? messages : null
  })
  expect(seen.map(({ name, text, mine }) => ({ name, text, mine }))).toEqual([
    { name: 'alice', text: 'hello', mine: true },
    { name: 'bob', text: 'hello back', mine: false },
  ])
  expect((await bob.room.members()).map(({ name, role }) => ({ name, role }))).toEqual(
    expect.arrayContaining([
      { name: 'alice', role: 'owner' },
      { name: 'bob', role: 'member' },
    ]),
  )
  expect(bob.room.name).toBe('garden')
})

test('a rename relabels what was said before', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  await bob.room.say('I am bob')
  await bob.room.rename('robert')
  const named = await waitFor(async () => {
    const { messages } = await alice.room.history()
    return messages[0]?.name === 'robert' ? messages : null
  })
  expect(named).toMatchObject([{ name: 'robert', text: 'I am bob' }])
})

test('what was said elsewhere says so until it is edited, and answers nothing', async () => {
  await using test = await createTestRoom(['alice', 'bob'])
  const { alice, bob } = test
  const { id } = await alice.room.say('pears', { isForwarded: true })
  const seen = await waitFor(async () => (await bob.room.history()).messages[0])
  expect(seen).toMatchObject({ text: 'pears', isForwarded: true, replyTo: null })
  await expect(alice.room.say('no', { isForwarded: true, replyTo: { id, seq: 0 } })).rejects.toMatchObject({
    code: 'MESSAGE_INVALID',
  })
  await alice.room.edit(id, 'apples')
  const edited = await waitFor(async () => {
    const message = await bob.room.message({ id })
    return message.editedAt === null ? null : message
  })
  expect(edited).toMatchObject({ text: 'apples', isForwarded: false })
  await expect(bob.room.message({ id: `${id}9` })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
})
