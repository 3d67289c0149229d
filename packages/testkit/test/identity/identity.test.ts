import { expect, test } from 'vitest'
import { keyPairOf, topicOf } from '../../src/index.ts'

test('names have the same keys everywhere', () => {
  expect(Buffer.from(keyPairOf('alice').publicKey).toString('hex')).toMatchInlineSnapshot(
    `"39de5eeb78d4ca9bc131edd906c6a05cb12b59d3a8548adbfcedd743430631f3"`,
  )
  expect(topicOf('garden').toString('hex')).toMatchInlineSnapshot(
    `"3f1216c9edb962279019b40d54f0aad81d855fcdd203c94e7cdbfd329efc3757"`,
  )
  expect(keyPairOf('alice')).toEqual(keyPairOf('alice'))
  expect(keyPairOf('alice').publicKey).not.toEqual(keyPairOf('bob').publicKey)
})

test('a topic is 32 bytes, as the swarm wants it', () => {
  expect(topicOf('garden')).toHaveLength(32)
})
