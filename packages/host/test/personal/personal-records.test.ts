import { HomeWorld } from '@comice/home/testing'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { WRITE_REFILL_MS, WRITES_AT_ONCE } from '../../src/constants.ts'
import { WritePurse } from '../../src/personal/write-purse.ts'
import { blocksOf, draftOf, personalOf, twoDevices, withHome } from './devices.ts'

test('what a device kept without a home is in the home once there is one, unless another device wrote later', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const alone = personalOf(laptop)
  await draftOf(alone).put('garden', { text: 'half a sen' })
  alone.records.note([{ key: 'draft/fence', value: null }])
  alone.records.note([{ key: 'draft/gate', value: Buffer.from('x') }])
  await alone.records.close()

  const again = personalOf(laptop)
  await again.records.ready()
  expect(draftOf(again).get('garden')).toEqual({ text: 'half a sen' })
  expect(again.records.get('draft/gate')).toEqual(Buffer.from('x'))
  expect(laptop.home.get('draft/garden')).toBeNull()
  await laptop.home.put([{ key: 'draft/gate', value: Buffer.from('later') }])
  again.records.attach(laptop.home)
  await waitFor(() => laptop.home.get('draft/garden') !== null)
  await waitFor(() => Buffer.from(again.records.get('draft/gate') ?? []).toString() === 'later')
  expect([...again.records.list('draft/').keys()]).toEqual(['draft/garden', 'draft/gate'])
  await again.records.close()

  // Nothing of it is kept beside the home any more.
  const last = personalOf(laptop)
  await last.records.ready()
  expect(last.records.list('').size).toBe(0)
})

test('a device that cannot write into the home keeps what it has for itself', async () => {
  await using world = await HomeWorld.create()
  const { laptop, phone } = await twoDevices(world)
  await laptop.home.revoke(phone.peer.identity.device.publicKey)
  await waitFor(() => phone.home.state === 'revoked')
  await draftOf(phone).put('garden', { text: 'mine' })
  expect(draftOf(phone).get('garden')).toEqual({ text: 'mine' })
  expect(laptop.home.get('draft/garden')).toBeNull()
})

test('what was read on one device is read on the other, and the furthest counts, whoever comes late', async () => {
  await using world = await HomeWorld.create()
  const { laptop, phone } = await twoDevices(world)
  await laptop.markers.put('room', 10)
  await waitFor(async () => (await phone.markers.get('room')) === 10)
  await phone.close()
  await laptop.markers.put('room', 30)
  // It has not heard of that, and says later than the other, by its clock too, that it read less.
  const apart = withHome(await world.open('phone', phone.dir, { isOnline: false }))
  await apart.markers.put('room', 20)
  await apart.markers.begin('other', 5)
  await apart.records.close()
  const met = withHome(await world.reopen(apart))
  await waitFor(async () => (await met.markers.get('room')) === 30)
  await waitFor(() => laptop.records.list('read/').size === 2)
  expect(await laptop.markers.get('room')).toBe(30)
  // That a room was there when it was first looked at is no reading of it.
  expect([await met.markers.get('other'), await laptop.markers.get('other')]).toEqual([5, null])

  // What a stolen device says counts until it is put out, and what it says in the name of another never does.
  await met.home.put([
    { key: `read/room/${met.id}`, value: laptop.home.get(`read/room/${met.id}`) },
    { key: `read/else/${laptop.id}`, value: laptop.home.get(`read/room/${met.id}`) },
  ])
  await met.markers.put('room', 5000)
  await waitFor(async () => (await laptop.markers.get('room')) === 5000)
  await laptop.home.revoke(met.peer.identity.device.publicKey)
  await waitFor(async () => (await laptop.markers.get('room')) === 30)
  expect(await laptop.markers.get('else')).toBeNull()
})

test('a thousand messages that are read one after the other are one block', async () => {
  await using world = await HomeWorld.create()
  const { laptop, phone } = await twoDevices(world)
  const before = await blocksOf(laptop)
  for (let read = 1; read <= 1000; read++) await laptop.markers.put(`room ${read % 20}`, read)
  await waitFor(async () => (await phone.markers.get('room 0')) === 1000)
  expect(await blocksOf(laptop)).toBe(before + 1)
  // What says nothing new is not written.
  await laptop.markers.put('room 0', 1000)
  await laptop.records.close()
  expect(await blocksOf(laptop)).toBe(before + 1)
})

test('who reads all day without a pause writes every five minutes', () => {
  let now = 0
  const purse = new WritePurse(() => now)
  let written = 0
  const day = 24 * 60 * 60_000
  for (; now < day; now += 2_000) {
    if (purse.waitMs() > 0) continue
    purse.take()
    written++
  }
  expect(written).toBe(WRITES_AT_ONCE + Math.floor(day / WRITE_REFILL_MS) - 1)
  now = 0
  expect(purse.waitMs()).toBeLessThanOrEqual(WRITE_REFILL_MS)
})
