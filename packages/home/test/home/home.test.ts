import { CONTACT_KIND, DRAFT_KIND, recordsOf } from '@comice/home'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { HomeWorld, type TestDevice } from '../../src/testing/home-world.ts'

const BOB = 'y'.repeat(52)

function draft({ home }: TestDevice) {
  return recordsOf(home, DRAFT_KIND)
}

function becomesMember({ home }: TestDevice) {
  return waitFor(() => home.state === 'member', { describe: 'a member' })
}

test('a linked device has what the first one wrote, and the other way round', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  expect(laptop.home.state).toBe('member')
  await recordsOf(laptop.home, CONTACT_KIND).put(BOB, { petname: 'bob', since: 1 })
  const phone = await world.link('phone', laptop)
  await becomesMember(phone)
  await waitFor(() => recordsOf(phone.home, CONTACT_KIND).get(BOB)?.petname === 'bob')
  await draft(phone).put('garden', { text: 'half a sen' })
  await waitFor(() => draft(laptop).get('garden')?.text === 'half a sen')
  await draft(laptop).delete('garden')
  await waitFor(() => draft(phone).get('garden') === null)
  await waitFor(() => laptop.home.devices().every(({ name }) => ['laptop', 'phone'].includes(name)))
  expect(laptop.home.devices()).toMatchObject([
    { name: 'laptop', isThis: true, hasPhrase: true, isRevoked: false },
    { name: 'phone', isThis: false, hasPhrase: false, isRevoked: false },
  ])
}, 120_000)

test('a device that was closed has everything again, and what others wrote meanwhile', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  await becomesMember(phone)
  await draft(phone).put('garden', { text: 'one' })
  await waitFor(() => draft(laptop).get('garden') !== null)
  await phone.close()
  await draft(laptop).put('garden', { text: 'two' })
  const alone = await world.open('phone', phone.dir, { isOnline: false })
  expect(draft(alone).get('garden')?.text).toBe('one')
  const again = await world.reopen(alone)
  await waitFor(() => draft(again).get('garden')?.text === 'two')
}, 120_000)

test('a revoked device reads nothing that follows, and what it writes does not count', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  const tablet = await world.link('tablet', laptop)
  await Promise.all([phone, tablet].map(becomesMember))
  await draft(phone).put('garden', { text: 'before' })
  await waitFor(() => draft(tablet).get('garden')?.text === 'before')
  await waitFor(() => draft(laptop).get('garden')?.text === 'before')
  await phone.close()
  await laptop.home.revoke(phone.peer.identity.device.publicKey)
  await waitFor(() => tablet.home.devices().some(({ isRevoked }) => isRevoked))
  await draft(tablet).put('garden', { text: 'after' })
  await waitFor(() => draft(laptop).get('garden')?.text === 'after')

  // The thief's program believes that it belongs to the home for as long as it hears nothing, and writes.
  const offline = await world.open('phone', phone.dir, { isOnline: false })
  await draft(offline).put('garden', { text: 'stolen' })
  await draft(offline).put('fence', { text: 'stolen' })
  const thief = await world.reopen(offline)
  await waitFor(() => thief.home.state === 'revoked')
  // It has all the blocks, and no key for what they say.
  const key = (device: TestDevice) => device.home.devices().length
  await waitFor(() => key(thief) === 3)
  expect(draft(thief).get('garden')?.text).not.toBe('after')
  await expect(draft(thief).put('garden', { text: 'again' })).rejects.toMatchObject({ code: 'HOME_REVOKED' })

  await draft(laptop).put('gate', { text: 'open' })
  await waitFor(() => draft(tablet).get('gate')?.text === 'open')
  for (const device of [laptop, tablet]) {
    expect(draft(device).get('fence')).toBeNull()
    expect(draft(device).get('garden')?.text).toBe('after')
  }
  expect(draft(thief).get('gate')).toBeNull()
}, 180_000)

test('the words alone find the home at a device that is still there', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  await becomesMember(phone)
  await draft(laptop).put('garden', { text: 'kept' })
  await waitFor(() => draft(phone).get('garden') !== null)
  const phrase = await laptop.peer.identity.phrase()
  await laptop.close()
  const desk = await world.recover('desk', phrase)
  await waitFor(() => draft(desk).get('garden')?.text === 'kept')
  await waitFor(() => desk.home.isAnchored)
  // What it writes is read by the others: they find it by its anchor.
  await draft(desk).put('garden', { text: 'got back' })
  await waitFor(() => draft(phone).get('garden')?.text === 'got back')
  // And so does the next one find both.
  await desk.close()
  const next = await world.recover('next', phrase)
  await waitFor(() => draft(next).get('garden')?.text === 'got back')
}, 180_000)

test('a device that is linked where a home was got back reads what was written before, too', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  await draft(laptop).put('garden', { text: 'kept' })
  const phrase = await laptop.peer.identity.phrase()
  // It has met nobody yet: what it writes is under a key of its own.
  const alone = await world.recover('desk', phrase, { isOnline: false })
  await draft(alone).put('fence', { text: 'alone' })
  const desk = await world.reopen(alone)
  await waitFor(() => draft(desk).get('garden')?.text === 'kept')
  await waitFor(() => draft(laptop).get('fence')?.text === 'alone')
  const phone = await world.link('phone', desk)
  await becomesMember(phone)
  await waitFor(() => draft(phone).get('garden')?.text === 'kept')
  await waitFor(() => draft(phone).get('fence')?.text === 'alone')
}, 180_000)
