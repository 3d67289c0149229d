import { expect, test } from 'vitest'
import { CoreQuota } from '../../src/keep/core-quota.ts'

const key = (number: number) => new Uint8Array(32).fill(number)
const keys = (...numbers: number[]) => numbers.map(key)

function createQuota(kept: number[], limits: { maxCores: number; maxClientCores: number }) {
  const has = async (asked: Uint8Array) => kept.includes(asked[0] ?? -1)
  return new CoreQuota({ cores: kept.length, has, ...limits })
}

test('what is kept or was taken already counts no more', async () => {
  const quota = createQuota([1, 2], { maxCores: 4, maxClientCores: 2 })
  expect(await quota.take('alice', keys(1, 2, 3, 4, 4))).toBe('taken')
  expect(quota.isFull).toBe(true)
  expect(await quota.take('alice', keys(1, 2, 3, 4))).toBe('taken')
  expect(await quota.take('bob', keys(3, 4))).toBe('taken')
  expect(await quota.take('bob', keys(5))).toBe('full')
})

test('one client cannot take everything', async () => {
  const quota = createQuota([], { maxCores: 100, maxClientCores: 3 })
  expect(await quota.take('mallory', keys(1, 2))).toBe('taken')
  expect(await quota.take('mallory', keys(3, 4))).toBe('too many cores')
  expect(await quota.take('mallory', keys(3))).toBe('taken')
  expect(await quota.take('alice', keys(4, 5, 6))).toBe('taken')
})

test('requests at the same time pass no limit together', async () => {
  const quota = createQuota([], { maxCores: 5, maxClientCores: 5 })
  const asked = [keys(1, 2), keys(3, 4), keys(5, 6), keys(1, 2)].map((some, at) => quota.take(`${at}`, some))
  expect(await Promise.all(asked)).toEqual(['taken', 'taken', 'full', 'taken'])
  expect(quota.isFull).toBe(false)
})
