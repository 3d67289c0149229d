import { isComiceError } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { keyPairOf, tempDir } from '@comice/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openIdentity, verifyDevice, verifySignature } from '../../src/identity/identity.ts'

test('the first opening makes 24 words and a device that the identity vouches for', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const identity = await openIdentity(profile.secrets)
  expect((await identity.phrase()).split(' ')).toHaveLength(24)
  const attested = verifyDevice(identity.device.attestation, identity.device.publicKey)
  expect(attested?.identityKey).toEqual(identity.publicKey)
})

test('the same profile gives the same identity and device again', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const [first, second] = [await openIdentity(profile.secrets), await openIdentity(profile.secrets)]
  expect(second.publicKey).toEqual(first.publicKey)
  expect(second.device.publicKey).toEqual(first.device.publicKey)
  expect(await second.phrase()).toBe(await first.phrase())
})

test('an attestation for another device is refused with IDENTITY_DAMAGED', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  await openIdentity(profile.secrets)
  await profile.secrets.set('device-seed', new Uint8Array(32).fill(9))
  const error = await openIdentity(profile.secrets).catch((reason: unknown) => reason)
  expect(isComiceError(error, 'IDENTITY_DAMAGED')).toBe(true)
})

test('mallory cannot claim a device with an attestation of somebody else', async () => {
  await using dir = await tempDir()
  await using profile = await openProfile({ dir: dir.path })
  const alice = await openIdentity(profile.secrets)
  expect(verifyDevice(alice.device.attestation, keyPairOf('mallory').publicKey)).toBeNull()
})

test('any bytes are fine for verifyDevice and verifySignature', () => {
  const { publicKey } = keyPairOf('alice')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect(verifyDevice(bytes, publicKey)).toBeNull()
      expect(verifySignature(bytes, bytes, publicKey)).toBe(false)
    }),
    { seed: Number(process.env['COMICE_TEST_SEED'] ?? 1), numRuns: 500 },
  )
})
