import { seededRandom, createTestDht, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, createRoom, linesOf, type Person } from '../src/person.ts'

const ROUNDS = process.env['COMICE_TEST_FULL'] === '1' ? 100 : 5
/** Later than most of a burst takes, so that some rounds end with nothing left to say. */
const MAX_KILL_MS = 600
const BURST = 200

/** Says a burst of messages and kills the node at some moment of it. Returns what was confirmed. */
async function sayUntilKilled(
  alice: Person,
  room: string,
  plan: { round: number; killAfterMs: number },
): Promise<string[]> {
  const { round, killAfterMs } = plan
  await using chat = await alice.start(['room', 'open', room, '--last', '0', '--json'])
  chat.send(`${round}: the first`)
  await chat.waitForJson(({ text }) => text === `${round}: the first`, { timeoutMs: 30_000 })
  for (let index = 0; index < BURST; index++) chat.send(`${round}: ${index}`)
  const single = alice.comice(['room', 'say', room, `${round}: single`, '--json'])
  await new Promise((resolve) => setTimeout(resolve, killAfterMs))
  await alice.killNode()
  const { code } = await chat.exited
  expect(code).toBe(6)
  const confirmed = (await linesOf(chat)).map((line) => (JSON.parse(line) as { text: string }).text)

  // A command that came too late finds no node and starts one: then it is confirmed as well.
  const ran = await single
  if (ran.code !== 0) expect(ran.stderr).toMatch(/"exitCode":6/u)
  const said = ran.json.map(({ text }) => String(text))
  return [...confirmed, ...said.filter((text) => !confirmed.includes(text))]
}

test(
  `kill -9 at ${ROUNDS} moments loses no confirmed message and needs no repair`,
  async () => {
    await using dht = await createTestDht()
    await using home = await tempDir('home')
    await using alice = createPerson('alice', { home: home.path, options: ['--bootstrap', dht.address] })
    const room = await createRoom('Pears', [alice])
    const random = seededRandom(testSeed())
    const confirmed: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const killAfterMs = random.integer(0, MAX_KILL_MS)
      confirmed.push(...(await sayUntilKilled(alice, room, { round, killAfterMs })))
      const history = await alice.history(room)
      expect(new Set(history).size, `round ${round}: a message twice`).toBe(history.length)
      const missing = confirmed.filter((text) => !history.includes(text))
      expect(missing, `round ${round}, killed after ${killAfterMs} ms`).toEqual([])
    }
    expect(confirmed.length).toBeGreaterThan(ROUNDS)
  },
  60_000 + ROUNDS * 30_000,
)
