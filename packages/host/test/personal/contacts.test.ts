import { CONTACT_KIND, recordsOf } from '@comice/home/records'
import { HomeWorld } from '@comice/home/testing'
import { encodeKey } from '@comice/protocol'
import { createRemote } from '@comice/remote'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { Contacts } from '../../src/personal/contacts.ts'
import { shareMachines } from '../../src/personal/share-machines.ts'
import { type PersonalDevice, twoDevices } from './devices.ts'

const keyOf = (byte: number) => encodeKey(Buffer.alloc(32, byte))
const [BOB, MALLORY, CAROL] = [keyOf(1), keyOf(2), keyOf(3)]

function contactsOf({ records, peer }: PersonalDevice): Contacts {
  return new Contacts({ records, identity: encodeKey(peer.identity.publicKey), now: peer.now })
}

const member = (id: string, name: string, mine = false) =>
  ({ id, name, mine, role: 'member', admittedAt: 0, muted: null }) as const

test('a name for somebody is on all devices, and who takes that name in a room is told apart', async () => {
  await using world = await HomeWorld.create()
  const { laptop, phone } = await twoDevices(world)
  const [here, there] = [laptop, phone].map(contactsOf)
  if (here === undefined || there === undefined) throw new Error('two devices')
  await here.add('Bob', BOB)
  await waitFor(async () => (await there.list()).length === 1)
  expect(await there.find('Bob')).toBe(BOB)
  expect(await there.nameOf(BOB)).toBe('Bob')

  const people = [
    member(BOB, 'robert'),
    member(MALLORY, 'Bob.'),
    member(CAROL, 'Воb'),
    member(keyOf(9), 'Bob', true),
  ]
  const marked = await there.mark(people)
  expect(marked.map(({ petname, poses }) => ({ petname, poses }))).toEqual([
    { petname: 'Bob', poses: [] },
    { petname: null, poses: ['Bob'] },
    { petname: null, poses: ['Bob'] },
    { petname: null, poses: [] },
  ])

  // Another key under a known name is refused, until the old one is taken away.
  await expect(there.add('Bob', MALLORY)).rejects.toMatchObject({
    code: 'CONTACT_NAME_TAKEN',
    details: { identity: BOB },
  })
  await there.add('Robert', BOB)
  await waitFor(async () => (await here.nameOf(BOB)) === 'Robert')
  await here.remove('Robert')
  await waitFor(async () => (await there.list()).length === 0)
  await expect(there.find('Robert')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' })
  // A name that is the key of somebody else would lead a grant for that key to another person.
  await expect(there.add(CAROL, MALLORY)).rejects.toMatchObject({ code: 'NAME_INVALID' })
  await recordsOf(phone.records, CONTACT_KIND).put(MALLORY, { petname: CAROL, since: 1 })
  expect(await there.find(CAROL)).toBe(CAROL)
  await there.remove(MALLORY)
  await expect(there.add('me', encodeKey(phone.peer.identity.publicKey))).rejects.toMatchObject({
    code: 'CONTACT_IS_SELF',
  })
})

test('one name that two devices gave apart means nobody until one of them is called something else', async () => {
  await using world = await HomeWorld.create()
  const { laptop } = await twoDevices(world)
  const contacts = contactsOf(laptop)
  await contacts.add('Bob', BOB)
  const { homeContact } = await import('@comice/protocol')
  await laptop.home.put([
    { key: `contact/${MALLORY}`, value: homeContact.encode({ petname: 'Bob', since: 1 }) },
    { key: 'contact/no-key', value: homeContact.encode({ petname: 'nobody', since: 1 }) },
  ])
  expect((await contacts.list()).map(({ alike }) => alike)).toEqual([['Bob'], ['Bob']])
  await expect(contacts.find('Bob')).rejects.toMatchObject({ code: 'CONTACT_AMBIGUOUS' })
  await contacts.add('not Bob', MALLORY)
  expect(await contacts.find('Bob')).toBe(BOB)
})

test('machines have the same names on all devices, and no device gives a known name to another key', async () => {
  await using world = await HomeWorld.create()
  const { laptop, phone } = await twoDevices(world)
  const books = await Promise.all(
    [laptop, phone].map(async (device) => {
      const { peers: book } = await createRemote(device.peer)
      return { book, parts: { records: device.records, logger: device.peer.logger } }
    }),
  )
  const [here, there] = books
  if (here === undefined || there === undefined) throw new Error('two books')
  await here.book.add('pi', BOB)
  await here.book.add('nas', CAROL)
  await there.book.add('nas', MALLORY)
  for (const { book, parts } of books) await shareMachines(book, parts)
  await waitFor(() => there.book.nameOf(BOB) === 'pi')
  // Both had that name for a machine of their own.
  await waitFor(() => laptop.records.list('machine/').size === 3)
  expect([here, there].map(({ book }) => encodeKey(book.find('nas').deviceKey))).toEqual([CAROL, MALLORY])

  await here.book.add('tower', keyOf(4))
  await waitFor(() => there.book.nameOf(keyOf(4)) === 'tower')
  // What is taken away here is not taken away there, and does not come back here.
  await here.book.remove('tower')
  await waitFor(() => phone.records.get(`machine/${keyOf(4)}`) === null)
  await there.book.add('cellar', keyOf(5))
  await waitFor(() => here.book.nameOf(keyOf(5)) === 'cellar')
  expect([here.book.nameOf(keyOf(4)), there.book.nameOf(keyOf(4))]).toEqual([null, 'tower'])
})
