import { mkdir, readdir } from 'node:fs/promises'
import { createTestDht, seededRandom, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { makeFiles, readTree } from '../folder.ts'
import { type SendEvent, type SendProcess, startSendProcess } from './send-processes.ts'

const ROUNDS = process.env.COMICE_TEST_FULL === '1' ? 100 : 5
const random = seededRandom()
const BYTES = 40 * 1024 * 1024

/** One large file, some in between, many small ones. */
async function makeOrchard(dir: string): Promise<void> {
  const files: Record<string, Buffer | string> = {
    'orchard/empty/': '',
    'orchard/large.bin': random.bytes(BYTES / 2),
  }
  for (let at = 0; at < 5; at++) files[`orchard/b/${at}.bin`] = random.bytes(BYTES / 10)
  for (let at = 0; at < 400; at++) files[`orchard/c/${at % 20}/${at}.txt`] = `pear ${at}`
  await makeFiles(dir, files)
}

test(
  `a transfer survives ${ROUNDS} kills of either end, and nothing is there under its name before all is`,
  async () => {
    await using dht = await createTestDht()
    await using source = await tempDir()
    await makeOrchard(source.path)
    const expected = await readTree(source.path)
    const network = { bootstrap: [...dht.bootstrap] }
    for (let round = 0; round < ROUNDS;) round += await survive({ source: source.path, network, expected })
  },
  ROUNDS * 60_000,
)

interface Scene {
  readonly source: string
  readonly network: { bootstrap: { host: string; port: number }[] }
  readonly expected: Record<string, string>
}

/** Sends once, and kills an end at up to five moments before it is through. Returns how many kills there were. */
async function survive({ source, network, expected }: Scene): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const dirs = { alice: stack.use(await tempDir('alice')).path, bob: stack.use(await tempDir('bob')).path }
  const target = stack.use(await tempDir()).path
  const start = async (name: 'alice' | 'bob') =>
    stack.use(await startSendProcess({ name, dir: dirs[name], network }))
  const ends = { alice: await start('alice'), bob: await start('bob') }
  ends.alice.tell({ do: 'send', request: { paths: [`${source}/orchard`] } })
  const { code } = await ends.alice.next(['begun'])
  ends.bob.tell({ do: 'receive', code, request: { into: `${target}/in` } })
  await mkdir(`${target}/in`, { recursive: true })
  await ends.bob.nextState(({ phase }) => phase === 'receiving')

  let kills = 0
  for (; kills < 5; kills++) {
    const last = await reach(ends.bob, (kills + random.next()) * (BYTES / 5))
    if (last.event === 'done') break
    const victim = random.next() < 0.5 ? 'alice' : 'bob'
    await ends[victim].kill()
    const there = (await readdir(`${target}/in`)).filter((name) => !name.startsWith('.comice-receiving-'))
    // It may have come to its end meanwhile: then it is there, whole.
    if (there.length > 0) expect(await visibleTree(`${target}/in`)).toEqual(expected)
    ends[victim] = await start(victim)
    if (there.length > 0) break
    expect(ends[victim].going).toEqual([code])
  }
  // Only a receiver that was killed between its receipt and the answer still looks for somebody to tell.
  await waitFor(
    async () =>
      (await readdir(`${target}/in`)).join() === 'orchard' &&
      (await readdir(`${dirs.alice}/transfers`)).length === 0,
    { timeoutMs: 120_000 },
  )
  expect(await readTree(`${target}/in`)).toEqual(expected)
  await Promise.all([ends.alice.close(), ends.bob.close()])
  return Math.max(1, kills)
}

/** Without the hidden folder, which goes when all that was in it has its place. */
async function visibleTree(dir: string): Promise<Record<string, string>> {
  const found = Object.entries(await readTree(dir))
  return Object.fromEntries(found.filter(([path]) => !path.startsWith('/.comice-receiving-')))
}

/** Waits until so much is here, or all. */
function reach(bob: SendProcess, bytes: number): Promise<SendEvent> {
  return bob.peer.waitForJson<SendEvent & object>(
    (found) =>
      found.event === 'done' ||
      (found.event === 'state' && found.phase === 'receiving' && found.bytes >= bytes),
    { timeoutMs: 120_000 },
  )
}
