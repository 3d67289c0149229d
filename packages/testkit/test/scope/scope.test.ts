import { expect, test } from 'vitest'
import { createScope, withScope } from '../../src/scope/scope.ts'

test('a scope ends the newest first, all of them, and throws the first error', async () => {
  const ended: string[] = []
  const scope = createScope()
  scope.defer(() => ended.push('dht'))
  scope.defer(() => Promise.reject(new Error('second')))
  scope.defer(() => {
    throw new Error('first')
  })
  scope.use({ [Symbol.asyncDispose]: async () => void ended.push('peer') })
  await expect(scope[Symbol.asyncDispose]()).rejects.toThrow('first')
  await scope[Symbol.asyncDispose]()
  expect(ended).toEqual(['peer', 'dht'])
})

test('a scope that fails to open ends what it had', async () => {
  const ended: string[] = []
  const opening = withScope(async (scope) => {
    scope.defer(() => ended.push('dht'))
    throw new Error('no peer')
  })
  await expect(opening).rejects.toThrow('no peer')
  expect(ended).toEqual(['dht'])
})
