/** Rooms of the newest format, with real processes: roles, removal, who waits, what becomes of messages, and moderation. */
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'

/** What the reference promises of lines about people. */
const people = await promisedFields('people type')

let machine: Machine
let pears: string
beforeAll(async () => {
  machine = await createMachine()
  const created = await machine.comice('alice', ['room', 'create', 'Pears', '--nickname', 'alice', '--json'])
  pears = String(created.json[0]?.['id'])
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }

async function join(person: string, options: readonly string[] = []) {
  const { stdout } = await machine.comice('alice', ['room', 'invite', pears, ...options])
  return machine.comice(person, ['room', 'join', '--nickname', person], { input: stdout })
}

async function linesOf(person: string, command: string): Promise<JsonLine[]> {
  const { json } = await machine.comice(person, ['room', command, pears, '--json'])
  for (const line of json) {
    const promised = people.get(String(line['type']))
    if (promised !== undefined) expectFields(line, promised, command)
  }
  return json
}

/** The newest message of a person's, when it fits. */
function untilSeen(person: string, fits: (message: JsonLine) => boolean): Promise<JsonLine> {
  return waitFor(async () => (await linesOf(person, 'history')).find(fits) ?? null, wait)
}

test('the reference has the lines about people', () => {
  expect([...people.keys()]).toEqual(['invite_info', 'pending', 'former', 'report'])
})

test('messages are edited, reacted to, pinned and deleted', async () => {
  expect((await join('bob')).code).toBe(0)
  const said = await machine.comice('bob', ['room', 'say', pears, 'helo', '--json'])
  const id = String(said.json[0]?.['id'])
  expect((await machine.comice('bob', ['room', 'edit', pears, id, 'hello'])).code).toBe(0)
  await untilSeen('alice', ({ text, editedAt }) => text === 'hello' && editedAt !== null)
  const history = await machine.comice('alice', ['room', 'history', pears])
  expect(history.stdout).toMatch(/bob {2}hello \(edited\)\n/u)

  expect((await machine.comice('alice', ['room', 'react', pears, id, '🍐'])).code).toBe(0)
  expect((await machine.comice('alice', ['room', 'pin', pears, id])).code).toBe(0)
  expect(await linesOf('alice', 'pins')).toMatchObject([{ id, text: 'hello', reactions: [{ emoji: '🍐' }] }])
  expect((await machine.comice('bob', ['room', 'pin', pears, id])).stderr).toContain('may not pin messages')

  expect((await machine.comice('alice', ['room', 'delete', pears, id])).code).toBe(0)
  await untilSeen('bob', (message) => message['id'] === id && message['deletedBy'] !== null)
  expect((await machine.comice('bob', ['room', 'history', pears])).stdout).toContain('(deleted)')
}, 240_000)

test('people get roles, and are removed', async () => {
  const asReader = await join('rita', ['--role', 'reader', '--uses', '0'])
  expect(asReader.code).toBe(0)
  expect((await machine.comice('rita', ['room', 'say', pears, 'hi'])).stderr).toContain('a reader only reads')
  expect((await machine.comice('alice', ['room', 'role', pears, 'bob', 'emperor'])).code).toBe(2)
  expect((await machine.comice('alice', ['room', 'role', pears, 'bob', 'moderator'])).code).toBe(0)
  const roles = async () =>
    (await linesOf('bob', 'members')).map(({ name, role }) => `${String(name)} ${String(role)}`).sort()
  await waitFor(async () => (await roles()).join() === 'alice owner,bob moderator,rita reader', wait)

  expect((await machine.comice('bob', ['room', 'remove', pears, 'alice'])).code).toBe(4)
  expect((await machine.comice('bob', ['room', 'remove', pears, 'rita'])).code).toBe(0)
  await machine.comice('bob', ['room', 'say', pears, 'without rita'])
  await untilSeen('alice', ({ text }) => text === 'without rita')
  await untilSeen('rita', ({ unreadable }) => unreadable === 'no-key')
  expect(await linesOf('alice', 'former')).toMatchObject([{ name: 'rita', departure: 'removed' }])
  expect((await machine.comice('alice', ['room', 'former', pears])).stdout).toMatch(/^rita {2}removed {2}/u)
  expect((await machine.comice('alice', ['room', 'leave', pears])).stderr).toContain('last owner')
}, 240_000)

test('whoever needs an approval waits until it is given', async () => {
  const joining = join('dave', ['--approval'])
  const waiting = await waitFor(async () => (await linesOf('alice', 'pending'))[0] ?? null, wait)
  expect(waiting).toMatchObject({ name: 'dave', needsApproval: true, role: 'member' })
  const approved = await machine.comice('alice', ['room', 'approve', pears, String(waiting['id'])])
  expect(approved.stderr).toContain('They are in.')
  expect((await joining).code).toBe(0)
  const invites = await linesOf('alice', 'invites')
  expect(invites.find(({ needsApproval }) => needsApproval === true)).toMatchObject({
    uses: 1,
    role: 'member',
  })
}, 240_000)

test('somebody is muted for a time and told so, and what was said is reported to who moderates', async () => {
  const [said] = (await linesOf('alice', 'history')).filter(({ text }) => text === 'without rita')
  const [id, seq] = [String(said?.['id']), String(said?.['seq'])]
  expect((await machine.comice('alice', ['room', 'mute-member', pears, 'dave', '--for', '1'])).code).toBe(0)
  const refused = await waitFor(async () => {
    const answer = await machine.comice('dave', ['room', 'say', pears, 'hello'])
    return answer.code === 4 ? answer : null
  }, wait)
  expect(refused.stderr).toContain('you are muted in this room until ')
  expect((await machine.comice('alice', ['room', 'members', pears])).stdout).toMatch(/dave .*muted until 20/u)
  // Who is muted may report all the same.
  await waitFor(async () => (await linesOf('dave', 'history')).some((line) => line['id'] === id), wait)
  const reported = await machine.comice('dave', [
    'room',
    'report',
    pears,
    id,
    'it',
    'is',
    'off',
    '--seq',
    seq,
  ])
  expect(reported.stderr).toContain('Reported.')
  const [report] = await waitFor(async () => {
    const all = await linesOf('alice', 'reports')
    return all.length === 1 ? all : null
  }, wait)
  expect(report).toMatchObject({
    ...{ name: 'dave', about: { id }, reason: 'it is off', message: { text: 'without rita' } },
  })
  expect((await machine.comice('alice', ['room', 'reports', pears])).stdout).toContain(
    'dave reports: it is off',
  )
  expect((await machine.comice('dave', ['room', 'reports', pears])).stderr).toContain(
    'may not look at reports',
  )
  expect((await machine.comice('alice', ['room', 'dismiss', pears, String(report?.['id'])])).code).toBe(0)
  expect(await linesOf('alice', 'reports')).toEqual([])
  expect((await machine.comice('alice', ['room', 'unmute-member', pears, 'dave'])).code).toBe(0)
  await waitFor(async () => (await machine.comice('dave', ['room', 'say', pears, 'again'])).code === 0, wait)
}, 240_000)
