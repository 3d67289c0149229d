import { expect, test } from 'vitest'
import { Outbox } from '../../src/window/conversation/outbox.ts'

test('a message stays until the room shows it', async () => {
  const outbox = new Outbox()
  const said = Promise.withResolvers<{ id: string }>()
  const sending = outbox.send('pears', { text: 'hello' }, () => said.promise)
  expect(outbox.of('pears')).toMatchObject([{ said: { text: 'hello' }, error: null, id: null }])
  said.resolve({ id: 'a/1' })
  await sending
  expect(outbox.of('pears')).toMatchObject([{ id: 'a/1' }])
  outbox.settle('pears', () => false)
  expect(outbox.of('pears')).toHaveLength(1)
  outbox.settle('pears', (id) => id === 'a/1')
  expect(outbox.of('pears')).toEqual([])
})

test('one that failed keeps its text and its reason, is tried again, or goes', async () => {
  const outbox = new Outbox()
  await outbox.send('pears', { text: 'hello' }, () => Promise.reject(new Error('cut off')))
  const [failed] = outbox.of('pears')
  expect(failed).toMatchObject({ said: { text: 'hello' }, error: { code: 'ANSWER_LOST' } })
  await outbox.retry('pears', failed!.key, async ({ text }) => ({ id: text }))
  expect(outbox.of('pears')).toMatchObject([{ id: 'hello', error: null }])
  outbox.discard('pears', failed!.key)
  expect(outbox.of('pears')).toEqual([])
})

test('rooms do not share what was not sent', async () => {
  const outbox = new Outbox()
  await outbox.send('pears', { text: 'hello' }, () => Promise.reject(new Error('cut off')))
  expect(outbox.of('walks')).toEqual([])
})
