import { lockWithPassphrase, openWithPassphrase } from '@comice/storage'
import { seededRandom, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'

const PASSPHRASE = 'four words are good'

test('what is behind a passphrase comes back, and a changed byte anywhere is noticed', async () => {
  const content = Buffer.from('24 words')
  const box = await lockWithPassphrase('backup', PASSPHRASE, content)
  expect(await openWithPassphrase('backup', PASSPHRASE, box)).toEqual(content)
  expect(Buffer.from(box).includes(content)).toBe(false)
  // Magic, kind, salt, nonce, tag.
  for (const at of [0, 16, 25, 41, box.byteLength - 1]) {
    const changed = Buffer.from(box)
    changed[at] = (changed[at] ?? 0) ^ 1
    const opening = openWithPassphrase('backup', PASSPHRASE, changed)
    await expect(opening).rejects.toMatchObject({
      code: expect.stringMatching(/^(PASSPHRASE_WRONG|LOCK_DAMAGED)$/u),
    })
  }
}, 120_000)

test('a lock is no backup, and neither is a text, a part of one or one that would take all memory', async () => {
  const box = Buffer.from(await lockWithPassphrase('profile', PASSPHRASE, Buffer.from('key')))
  const greedy = Buffer.from(box)
  greedy.writeUInt32BE(0xffffffff, 21)
  const random = seededRandom(testSeed())
  const noise = Array.from({ length: 200 }, (_, length) => random.bytes(length))
  const none = [Buffer.alloc(0), Buffer.from('hello'), box.subarray(0, 70), Buffer.alloc(100_000), ...noise]
  await expect(openWithPassphrase('backup', PASSPHRASE, box)).rejects.toMatchObject({ code: 'LOCK_DAMAGED' })
  for (const bytes of [greedy, ...none])
    await expect(openWithPassphrase('profile', PASSPHRASE, bytes)).rejects.toMatchObject({
      code: 'LOCK_DAMAGED',
    })
}, 60_000)
