import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, createRoom, type Line, linesOf, type Person, succeed } from '../src/person.ts'
import { startSeeder } from '../src/seeder.ts'

const PATIENCE = { intervalMs: 200, timeoutMs: 60_000 }

interface World extends AsyncDisposable {
  readonly home: string
  readonly bootstrap: string
  person(name: string): Person
}

async function createWorld(): Promise<World> {
  const stack = new AsyncDisposableStack()
  const home = stack.use(await tempDir('home'))
  const dht = stack.use(await createTestDht())
  const bootstrap = dht.address
  return {
    home: home.path,
    bootstrap,
    person: (name) => stack.use(createPerson(name, { home: home.path, options: ['--bootstrap', bootstrap] })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Makes `added` a device of whoever `by` is. */
async function link(added: Person, by: Person): Promise<void> {
  await using offer = await by.start(['id', 'link', '--json'])
  const { code } = await offer.waitForJson<{ code: string }>(({ code: found }) => Boolean(found))
  await succeed(added, ['id', 'link', '--here'], `${code}\n`)
  await linesOf(offer)
}

async function rows(person: Person, args: readonly string[]): Promise<readonly Line[]> {
  return (await succeed(person, [...args, '--json'])).json
}

async function devicesOf(person: Person): Promise<Line[]> {
  return (await rows(person, ['id', 'devices'])).map(({ name, isThis, isRevoked }) => ({
    name,
    isThis,
    isRevoked,
  }))
}

/** What one reads, and whom one has a name for, on one device, the other one knows. */
async function sharesWhatIsTheirs({
  laptop,
  phone,
  bob,
  garden,
}: Record<'laptop' | 'phone' | 'bob', Person> & { garden: string }): Promise<void> {
  await succeed(bob, ['room', 'say', garden, 'pears are ripe'])
  const unread = async (person: Person) =>
    (await rows(person, ['room', 'list'])).find(({ id }) => id === garden)?.['unread']
  for (const device of [laptop, phone])
    await waitFor(async () => (await device.history(garden)).includes('pears are ripe'), PATIENCE)
  expect(await unread(phone)).not.toBe(0)
  await succeed(laptop, ['room', 'read', garden])
  await waitFor(async () => (await unread(phone)) === 0, PATIENCE)

  const people = await rows(laptop, ['room', 'members', garden])
  const his = String(people.find(({ name }) => name === 'bob')?.['id'])
  await succeed(laptop, ['contact', 'add', 'Bob from next door', his])
  await waitFor(
    async () => (await rows(phone, ['contact', 'list'])).some(({ identity }) => identity === his),
    PATIENCE,
  )
  const [seen] = (await rows(phone, ['room', 'members', garden])).filter(({ id }) => id === his)
  expect(seen).toMatchObject({ name: 'bob', petname: 'Bob from next door', poses: [] })
}

test('a linked device has the rooms and their history, and writes; a revoked one does neither', async () => {
  await using world = await createWorld()
  const [laptop, phone, bob] = ['laptop', 'phone', 'bob'].map((name) => world.person(name)) as [
    Person,
    Person,
    Person,
  ]
  await succeed(laptop, ['id', 'name', 'laptop'])
  const garden = String(
    (await rows(laptop, ['room', 'create', 'garden', '--nickname', 'alice', '--format', '2']))[0]?.['id'],
  )
  const [invite] = (await succeed(laptop, ['room', 'invite', garden])).lines
  await succeed(bob, ['room', 'join', '--nickname', 'bob'], invite)
  // Of the first format, which can put nobody out.
  const old = ['room', 'create', 'pears', '--nickname', 'alice', '--format', '1']
  const pears = String((await rows(laptop, old))[0]?.['id'])
  await succeed(laptop, ['room', 'say', garden, 'before there was a phone'])

  await link(phone, laptop)
  await succeed(phone, ['id', 'name', 'phone'])
  await waitFor(async () => (await rows(phone, ['room', 'list'])).length === 2, PATIENCE)
  await waitFor(async () => (await phone.history(garden)).includes('before there was a phone'), PATIENCE)
  for (const room of [garden, pears])
    await waitFor(
      async () => (await phone.comice(['room', 'say', room, 'from the phone'])).code === 0,
      PATIENCE,
    )
  await waitFor(async () => (await bob.history(garden)).includes('from the phone'), PATIENCE)
  await waitFor(async () => (await laptop.history(pears)).includes('from the phone'), PATIENCE)
  await waitFor(async () => (await devicesOf(laptop)).some(({ name }) => name === 'phone'), PATIENCE)
  expect(await devicesOf(laptop)).toEqual([
    { name: 'laptop', isThis: true, isRevoked: false },
    { name: 'phone', isThis: false, isRevoked: false },
  ])

  // A room that one joins is there on the other.
  const orchard = await createRoom('orchard', [phone])
  await waitFor(async () => (await rows(laptop, ['room', 'list'])).some(({ id }) => id === orchard), PATIENCE)
  await waitFor(async () => (await laptop.comice(['room', 'say', orchard, 'hello'])).code === 0, PATIENCE)

  await sharesWhatIsTheirs({ laptop, phone, bob, garden })

  const revoked = await rows(laptop, ['id', 'revoke', 'phone'])
  // The command says where it could not.
  expect((revoked[0]?.['stillIn'] as Line[]).map(({ name }) => name)).toEqual(['pears'])
  await waitFor(async () => (await phone.comice(['room', 'say', garden, 'still here?'])).code === 4, PATIENCE)
  await succeed(bob, ['room', 'say', garden, 'without the phone'])
  await waitFor(async () => (await laptop.history(garden)).includes('without the phone'), PATIENCE)
  await waitFor(
    async () => (await devicesOf(phone)).some(({ isThis, isRevoked }) => isThis && isRevoked),
    PATIENCE,
  )
  expect(await phone.history(garden)).not.toContain('without the phone')
  expect(await laptop.history(garden)).not.toContain('still here?')
}, 300_000)

test('24 words and a seeder are enough, when every device is gone', async () => {
  await using world = await createWorld()
  const [laptop, phone, desk] = ['laptop', 'phone', 'desk'].map((name) => world.person(name)) as [
    Person,
    Person,
    Person,
  ]
  await succeed(laptop, ['id', 'name', 'laptop'])
  await createRoom('garden', [laptop])
  await link(phone, laptop)
  await waitFor(async () => (await rows(phone, ['room', 'list'])).length === 1, PATIENCE)
  await succeed(phone, ['id', 'name', 'phone'])
  await waitFor(async () => (await devicesOf(laptop)).some(({ name }) => name === 'phone'), PATIENCE)
  const device = String((await rows(laptop, ['id', 'show']))[0]?.['device'])
  await using seeder = await startSeeder(world.home, { allow: [device], bootstrap: world.bootstrap })
  await succeed(laptop, ['id', 'keep', '--on', seeder.key])
  const [words] = await rows(laptop, ['id', 'phrase', '--yes-show'])
  await Promise.all([laptop.killNode(), phone.killNode()])

  await succeed(desk, ['id', 'recover'], `${String(words?.['phrase'])}\n`)
  await waitFor(
    async () => (await rows(desk, ['room', 'list'])).some(({ name }) => name === 'garden'),
    PATIENCE,
  )
  const names = (await devicesOf(desk)).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['laptop', 'phone']))
  // What it cannot do without them: nobody of the room has let it in.
  expect((await rows(desk, ['room', 'list']))[0]).toMatchObject({ state: 'joining' })
}, 300_000)
