import { expect, test } from 'vitest'
import { ItemQueue } from '../../src/page/item-queue.ts'

async function isDone(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => true), Promise.resolve().then(() => false)])
}

test('the writer waits while the reader has a full window before it', async () => {
  const queue = new ItemQueue<string>({ windowBytes: 10 })
  expect(await isDone(queue.push('a', 6))).toBe(true)
  const second = queue.push('b', 6)
  expect(await isDone(second)).toBe(false)
  expect(await queue.next()).toEqual({ done: false, value: 'a' })
  await second
})

test('readers that came first are served first, without a window', async () => {
  const queue = new ItemQueue<number>({ windowBytes: 0 })
  const [first, second] = [queue.next(), queue.next()]
  await queue.push(1, 1)
  await queue.push(2, 1)
  expect([(await first).value, (await second).value]).toEqual([1, 2])
})

test('the end comes after what was pushed, an error once', async () => {
  const queue = new ItemQueue<number>({ windowBytes: 100 })
  await queue.push(1, 1)
  queue.fail(new Error('broken'))
  await queue.push(2, 1)
  expect((await queue.next()).value).toBe(1)
  await expect(queue.next()).rejects.toThrow('broken')
  expect(await queue.next()).toEqual({ done: true, value: undefined })
})

test('a reader that leaves lets the writer go and is told of once', async () => {
  let left = 0
  const queue = new ItemQueue<number>({ windowBytes: 1, onLeft: () => (left += 1) })
  const blocked = queue.push(1, 1)
  await queue.return()
  await queue.return()
  await blocked
  expect(left).toBe(1)
  expect(await queue.next()).toEqual({ done: true, value: undefined })
})

test('waiting readers are all let go at the end, the first with the error', async () => {
  const queue = new ItemQueue<number>({ windowBytes: 1 })
  const [first, second] = [queue.next(), queue.next()]
  queue.fail(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  expect(await second).toEqual({ done: true, value: undefined })
})
