/** Beside reading in order, which is right. Without getExactly, a get finds keys that are gone. */
import { seededRandom, tempDir, testSeed } from '@comice/testkit'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import { expect, test } from 'vitest'
import { getExactly } from '../../src/bee/exact-gets.ts'

const KEYS = 400
const ROUNDS = 250

test('a get finds what is in the tree, and nothing that was deleted', async () => {
  await using dir = await tempDir('exact-gets')
  const store = new Corestore(dir.path)
  const bee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'bee' }))
  await bee.ready()
  getExactly(bee)
  const random = seededRandom(`exact-gets/${testSeed()}`)
  const keyOf = (number: number) => Buffer.from(String(number).padStart(4, '0'))
  const there = new Map<number, Buffer>()
  const put = async (number: number, round: number) => {
    there.set(number, Buffer.from(`${round}`))
    await bee.put(keyOf(number), Buffer.from(`${round}`))
  }
  const del = async (number: number | undefined) => {
    if (number === undefined) return
    there.delete(number)
    await bee.del(keyOf(number))
  }
  for (let round = 0; round < ROUNDS; round++) {
    // A put splits a node; what is put below it, and taken away above it, moves the border between both halves below it.
    const middle = random.integer(20, KEYS - 20)
    await put(middle, round)
    for (let count = random.integer(0, 4); count > 0; count--)
      await put(middle - random.integer(1, 20), round)
    await del(middle)
    for (let count = random.integer(1, 3); count > 0; count--)
      await del([...there.keys()].filter((number) => number > middle).sort((a, b) => a - b)[0])
    const found = await Promise.all(Array.from({ length: KEYS }, (_, number) => bee.get(keyOf(number))))
    const expected = Array.from({ length: KEYS }, (_, number) => there.get(number))
    expect(
      found.map((entry) => entry?.value),
      `after round ${round}`,
    ).toEqual(expected)
  }
  await store.close()
})

test('strings are keys of a bee without an encoding, and what is under a prefix is found there alone', async () => {
  await using dir = await tempDir('exact-gets')
  const store = new Corestore(dir.path)
  const bee = new Hyperbee<Uint8Array, Uint8Array>(store.get({ name: 'bee' }))
  await bee.ready()
  getExactly(bee)
  const prefixed = bee.sub('prefix')
  await bee.put(Buffer.from('a'), Buffer.from('outside'))
  await prefixed.put(Buffer.from('a'), Buffer.from('inside'))
  expect((await bee.get('a'))?.value.toString()).toBe('outside')
  expect((await prefixed.get(Buffer.from('a')))?.value.toString()).toBe('inside')
  expect(await prefixed.get(Buffer.from('b'))).toBe(null)
  await store.close()
})
