import { createPeer, parseCode, type Peer } from '@comice/core'
import { offerLink, takeLink } from '@comice/core/link'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir, type TempDir, type TestDht } from '@comice/testkit'
import { expect, test } from 'vitest'

interface World extends AsyncDisposable {
  readonly dht: TestDht
  readonly dir: TempDir
  readonly alice: Peer
  readonly network: { bootstrap: { host: string; port: number }[] }
}

async function createWorld(): Promise<World> {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const dir = stack.use(await tempDir())
  const network = { bootstrap: [...dht.bootstrap] }
  const profile = stack.use(await openProfile({ dir: dir.join('alice') }))
  const alice = stack.use(await createPeer({ profile, network }))
  return { dht, dir, alice, network, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a device that knows the code belongs to the identity, has a key of its own and not the phrase', async () => {
  await using world = await createWorld()
  const { alice, dir, network } = world
  await using offer = offerLink(alice)
  await offer.announced()
  await using profile = await openProfile({ dir: dir.join('laptop') })
  const laptop = await takeLink(profile.secrets, { code: offer.code, network })
  expect(laptop.publicKey).toEqual(alice.identity.publicKey)
  expect(laptop.device.publicKey).not.toEqual(alice.identity.device.publicKey)
  expect(Buffer.from(await offer.done)).toEqual(Buffer.from(laptop.device.publicKey))
  await expect(laptop.phrase()).rejects.toMatchObject({ code: 'PHRASE_ELSEWHERE' })
  await expect(takeLink(profile.secrets, { code: offer.code, network })).rejects.toMatchObject({
    code: 'IDENTITY_EXISTS',
  })

  // It can link a third one.
  await using second = await createPeer({ profile, network })
  await using again = offerLink(second)
  await again.announced()
  await using third = await openProfile({ dir: dir.join('phone') })
  const phone = await takeLink(third.secrets, { code: again.code, network })
  expect(phone.publicKey).toEqual(alice.identity.publicKey)
}, 120_000)

test('who has other words gets nothing, and the profile stays without an identity', async () => {
  await using world = await createWorld()
  const { alice, dir, network } = world
  await using offer = offerLink(alice)
  await offer.announced()
  const { number, words } = parseCode(offer.code)
  const other = words[2] === 'pear' ? 'lamp' : 'pear'
  const code = [number, ...words.slice(0, 2), other].join('-')
  await using profile = await openProfile({ dir: dir.join('mallory') })
  const taking = takeLink(profile.secrets, { code, network })
  await expect(taking).rejects.toMatchObject({ code: 'LINK_CODE_WRONG' })
  expect(await profile.secrets.list()).toEqual([])
  // One wrong word does not spoil the code.
  await using laptop = await openProfile({ dir: dir.join('laptop') })
  const linked = await takeLink(laptop.secrets, { code: offer.code, network })
  expect(linked.publicKey).toEqual(alice.identity.publicKey)
}, 120_000)

test('a code is good for one device, also while its offer is still there', async () => {
  await using world = await createWorld()
  const { alice, dir, network } = world
  await using offer = offerLink(alice)
  await offer.announced()
  await using laptop = await openProfile({ dir: dir.join('laptop') })
  await takeLink(laptop.secrets, { code: offer.code, network })
  await using phone = await openProfile({ dir: dir.join('phone') })
  const taking = takeLink(phone.secrets, { code: offer.code, network, timeoutMs: 5000 })
  await expect(taking).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' })
  expect(await phone.secrets.list()).toEqual([])
}, 120_000)

test('a code that has expired links nobody, also while its offer is still there', async () => {
  await using world = await createWorld()
  const { alice, dir, network } = world
  await using offer = offerLink(alice, { expiresInMs: 1 })
  await offer.announced()
  await expect(offer.done).rejects.toMatchObject({ code: 'LINK_ENDED' })
  await using laptop = await openProfile({ dir: dir.join('laptop') })
  const taking = takeLink(laptop.secrets, { code: offer.code, network, timeoutMs: 5000 })
  await expect(taking).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' })
}, 120_000)

test('a code that nobody shows is not found, and one that expired is over', async () => {
  await using world = await createWorld()
  const { alice, dir, network } = world
  await using offer = offerLink(alice, { expiresInMs: 1 })
  await expect(offer.done).rejects.toMatchObject({ code: 'LINK_ENDED' })
  await using profile = await openProfile({ dir: dir.join('laptop') })
  const taking = takeLink(profile.secrets, { code: '7-pear-orbit-lamp', network, timeoutMs: 500 })
  await expect(taking).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' })
}, 60_000)
