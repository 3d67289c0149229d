/** The newcomer's path: docs/guides/first-app.md, done as it is written, by programs as they are built. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createTestDht, type SpawnedPeer, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Fence, lineLike, readFences } from '../src/guide.ts'
import { createPerson, type Person } from '../src/person.ts'
import { BUILT } from '../src/program.ts'

/** It takes 15 s where nothing else runs. */
const LIMIT_MS = 120_000
const TEMPLATE = new URL('../../../packages/platform/templates/terminal/', import.meta.url)

/** Commands that go on until Ctrl-C. */
const LASTING = /^comice (?:app dev|app seed|run) /u

test(
  'init, dev, stage, release and run from the link work as the guide says, within minutes',
  async () => {
    await using world = await createWorld()
    const startedAt = performance.now()
    for (const fence of await readFences('first-app.md')) await world.follow(fence)
    expect(performance.now() - startedAt).toBeLessThan(LIMIT_MS)
    expect(world.done).toEqual(['app init', 'app dev', 'app stage', 'app release', 'app seed', 'run'])
  },
  LIMIT_MS * 2,
)

test('the guide shows the test of the template, and a main.ts that differs from it in its greeting', async () => {
  const [main = '', checks = ''] = (await readFences('first-app.md'))
    .filter(({ language }) => language === 'ts')
    .map(({ code }) => code)
  const [originalMain, originalTest] = await Promise.all(
    ['main.ts', 'test/app.test.ts'].map((file) => readFile(new URL(file, TEMPLATE), 'utf8')),
  )
  expect(main.replace('welcome, ', 'hello ')).toBe(originalMain)
  expect(checks).toBe(originalTest)
})

/** An author's machine and a user's, with the same network and nothing else between them. */
async function createWorld() {
  const stack = new AsyncDisposableStack()
  const dht = stack.use(await createTestDht())
  const home = stack.use(await tempDir('home'))
  const work = stack.use(await tempDir('work'))
  const done: string[] = []
  const person = (name: string, cwd: string) =>
    stack.use(
      createPerson(name, { home: home.path, program: BUILT, cwd, options: ['--bootstrap', dht.address] }),
    )
  await mkdir(work.join('bob'))
  const bob = person('bob', work.join('bob'))
  let alice = person('alice', work.path)
  let link = ''
  /** What goes on: `dev` ends when it is followed by another command, the seed and the app at the end. */
  let running: SpawnedPeer | null = null

  const command = async (line: string, who: Person) => {
    if (line.startsWith('cd ')) return void (alice = person('alice', work.join(line.slice(3))))
    const args = line
      .replace('pear://…', () => link)
      .split(' ')
      .slice(1)
    done.push(args.slice(0, args[0] === 'app' ? 2 : 1).join(' '))
    if (running?.name === 'dev') expect(await running.stop()).toEqual({ code: 0, signal: null })
    if (LASTING.test(`${line} `)) {
      const started = stack.use(await who.start(args))
      running = { ...started, name: args[1] ?? '' }
      return
    }
    const ran = await who.comice(args)
    expect(ran, ran.stderr).toMatchObject({ code: 0 })
    link = /pear:\/\/[a-z0-9]{52}/u.exec(ran.lines.join('\n'))?.[0] ?? link
  }
  const follow = async ({ language, code, section }: Fence) => {
    // The registry that npm needs is that of tests/pack, which does this part.
    if (section === 'Test it') return
    const lines = code.trimEnd().split('\n')
    const who = () => (section === 'Run it from its link' ? bob : alice)
    if (language === 'sh') for (const line of lines) await command(line, who())
    if (language === 'ts') await writeFile(work.join('pears', 'main.ts'), code)
    if (language !== 'text') return
    if (running === null) throw new Error(`nothing runs that could print ${code}`)
    for (const line of lines)
      await running.waitForLine(lineLike(line), { fromStart: true, timeoutMs: LIMIT_MS })
  }
  return { follow, done, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
