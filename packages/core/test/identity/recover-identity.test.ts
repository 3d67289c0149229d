import { decodeBackup, encodeBackup, readPhrase, recoverIdentity } from '@comice/core'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { IDENTITY_SECRETS, openIdentity } from '../../src/identity/identity.ts'

test('the words give the same identity elsewhere, with another device', async () => {
  await using dir = await tempDir()
  await using first = await openProfile({ dir: dir.join('first') })
  await using second = await openProfile({ dir: dir.join('second') })
  const alice = await openIdentity(first.secrets)
  const numbered = (await alice.phrase()).split(' ').map((word, at) => `${at + 1}. ${word.toUpperCase()},`)
  const again = await recoverIdentity(second.secrets, numbered.join('\n'))
  expect(again.publicKey).toEqual(alice.publicKey)
  expect(again.device.publicKey).not.toEqual(alice.device.publicKey)
  expect((await openIdentity(second.secrets)).device.publicKey).toEqual(again.device.publicKey)
})

test('a profile that has an identity keeps it', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const alice = await openIdentity(profile.secrets)
  await expect(recoverIdentity(profile.secrets, await alice.phrase())).rejects.toMatchObject({
    code: 'IDENTITY_EXISTS',
  })
})

test('what a crash left of a link, a key that nobody vouched for, is in nobody’s way', async () => {
  await using dir = await tempDir()
  await using first = await openProfile({ dir: dir.join('first') })
  await using second = await openProfile({ dir: dir.join('second') })
  const alice = await openIdentity(first.secrets)
  await second.secrets.set(IDENTITY_SECRETS.device, Buffer.alloc(32, 7))
  const again = await recoverIdentity(second.secrets, await alice.phrase())
  expect(again.publicKey).toEqual(alice.publicKey)
})

test('a word that is none, missing or too many is noticed, and not repeated', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const words = (await (await openIdentity(profile.secrets)).phrase()).split(' ')
  const wrong = [words.slice(1), [...words, 'pear'], words.with(3, 'pearx'), []]
  for (const list of wrong) {
    const error = (await readPhrase(list.join(' ')).catch((reason: unknown) => reason)) as Error & {
      code: string
    }
    expect(error.code).toBe('PHRASE_INVALID')
    expect(error.message).not.toContain('pearx')
  }
})

test('a backup gives the words back to whoever knows its passphrase', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const phrase = await (await openIdentity(profile.secrets)).phrase()
  const bytes = await encodeBackup({ phrase, createdAt: 7 }, 'pears and apples')
  expect(await decodeBackup(bytes, 'pears and apples')).toEqual({ phrase, createdAt: 7 })
  await expect(decodeBackup(bytes, 'pears and plums')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
  expect(Buffer.from(bytes).includes(phrase.split(' ')[0] ?? '')).toBe(false)
}, 60_000)
