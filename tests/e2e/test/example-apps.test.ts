/** The apps of `examples/`: staged and released by alice, run by both from their link, each in a sandbox of its own. */
import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDht, type SpawnedPeer, tempDir, waitFor } from '@comice/testkit'
import { chromium, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createPerson, type Person } from '../src/person.ts'
import { publishApp } from '../src/publish-app.ts'

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url))

async function setUp(example: string) {
  await using opening = new AsyncDisposableStack()
  const dht = opening.use(await createTestDht())
  const home = opening.use(await tempDir('home'))
  const options = ['--bootstrap', dht.address]
  const alice = opening.use(createPerson('alice', { home: home.path, options }))
  const bob = opening.use(createPerson('bob', { home: home.path, options }))
  const { link } = opening.use(await publishApp(alice, `${EXAMPLES}/${example}`))
  const open = opening.move()
  return { dht, home, alice, bob, link, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function run(person: Person, link: string, args: readonly string[] = []): Promise<SpawnedPeer> {
  return person.start(['run', link, '--yes', '--', ...args])
}

/** The app ends by itself when there is nothing more to read. */
async function end(program: SpawnedPeer): Promise<void> {
  program.endInput()
  expect(await program.exited, program.stderr).toEqual({ code: 0, signal: null })
}

const APPS = ['chat-terminal', 'chat-window', 'file-drop', 'full-swarm', 'notes']

test('these are all the examples that are apps', async () => {
  const found: string[] = []
  for (const name of await readdir(EXAMPLES)) {
    const manifest = await readFile(`${EXAMPLES}/${name}/package.json`, 'utf8')
    if ((JSON.parse(manifest) as { pear?: object }).pear !== undefined) found.push(name)
  }
  expect(found.sort()).toEqual(APPS)
})

test.each(APPS)('%s begins with its run command, and its main file has at most 100 lines', async (name) => {
  const lines = (await readFile(`${EXAMPLES}/${name}/main.ts`, 'utf8')).trimEnd().split('\n')
  expect(lines[0]).toMatch(/^\/\/ comice run \./u)
  expect(lines.length).toBeLessThanOrEqual(100)
})

test('chat-terminal: two people talk under their nicknames, and hear what was said before they came', async () => {
  await using people = await setUp('chat-terminal')
  const { alice, bob, link } = people
  await using hers = await run(alice, link, ['alice'])
  await hers.waitForLine('You are alice.')
  hers.send('hello bob, nobody is here yet')
  await using his = await run(bob, link, ['bob'])
  await his.waitForLine('alice: hello bob, nobody is here yet')
  his.send('hello alice')
  await hers.waitForLine('bob: hello alice')

  his.send('/name robert\u001B[2J')
  await his.waitForLine('You are robert now.')
  his.send('\u001B]0;your terminal is mine\u0007still me')
  await hers.waitForLine('robert: still me')
  await end(his)

  await using again = await run(bob, link)
  await again.waitForLine('You are robert.')
  hers.send('welcome back')
  await again.waitForLine('alice: welcome back')
  await Promise.all([end(hers), end(again)])
})

test('notes: what two people wrote while they did not see each other is the same list at both', async () => {
  await using people = await setUp('notes')
  const { alice, bob, link } = people
  let key: string
  {
    await using hers = await run(alice, link)
    key = (await hers.waitForLine(/^key: /)).slice('key: '.length)
    hers.send('add buy pears')
    await hers.waitForLine('1. buy pears')
    await using his = await run(bob, link, [key])
    // The list may come before or after the leave to write: they are two events.
    await his.waitForLine('you may write', { fromStart: true })
    await his.waitForLine('1. buy pears', { fromStart: true })
    his.send('edit 1 buy ripe pears')
    await hers.waitForLine('1. buy ripe pears')
    await Promise.all([end(hers), end(his)])
  }
  for (const [person, note] of [
    [alice, 'alice wrote this alone'],
    [bob, 'bob wrote this alone'],
  ] as const) {
    await using alone = await run(person, link)
    await alone.waitForLine('1. buy ripe pears')
    alone.send(`add ${note}`)
    await alone.waitForLine(`2. ${note}`)
    await end(alone)
  }
  await using hers = await run(alice, link)
  await using his = await run(bob, link)
  for (const program of [hers, his]) {
    await program.waitForLine('3. bob wrote this alone')
    program.send('list')
    await program.waitForLine('2. alice wrote this alone')
  }
  await Promise.all([end(hers), end(his)])
})

test('file-drop: a file that alice gives comes out at bob’s, byte for byte, by its code', async () => {
  await using people = await setUp('file-drop')
  const { alice, bob, link } = people
  const contents = `${randomBytes(1_000_000).toString('base64')}\n`
  const digest = createHash('sha256').update(contents).digest('hex')
  await using giving = await run(alice, link, ['give', '../pears.txt'])
  giving.send(contents.trimEnd())
  giving.endInput()
  await giving.waitForLine(`${digest}  pears.txt`)
  const code = (await giving.waitForLine(/^code: /)).slice('code: '.length)

  await using getting = await run(bob, link, ['get', code])
  await getting.waitForLine(`${digest}  pears.txt`)
  const folder = (await getting.waitForLine(/^all is in /)).slice('all is in '.length)
  expect(await getting.exited, getting.stderr).toEqual({ code: 0, signal: null })
  expect(await readdir(folder)).toEqual(['pears.txt'])
  expect(await readFile(path.join(folder, 'pears.txt'), 'utf8')).toBe(contents)
  expect(await giving.stop()).toMatchObject({ signal: null })
})

test('full-swarm: it runs for whoever typed its name, and meets by its own hyperswarm', async () => {
  await using people = await setUp('full-swarm')
  const { dht, alice, bob, link } = people
  const refused = await bob.comice(['run', link, '--yes', '--', 'bob', dht.address])
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('--trust "Full swarm"')

  const trust = (person: Person) =>
    person.start(['run', link, '--trust', 'Full swarm', '--', person.name, dht.address])
  await using hers = await trust(alice)
  await hers.waitForLine(/^alice is there/)
  await using his = await trust(bob)
  await his.waitForLine('hello, I am alice')
  await hers.waitForLine('hello, I am bob')
})

test('chat-window: two people talk in two browsers, and a name and what was said outlive the window', async () => {
  await using people = await setUp('chat-window')
  const { alice, bob, link } = people
  await using browser = await launchBrowser()
  await using hers = await open(browser, alice, { link, args: ['alice'] })
  await using his = await open(browser, bob, { link, args: ['bob'] })
  for (const { page } of [hers, his]) await page.getByText('1 other is here').waitFor()

  await hers.page.getByLabel('Message', { exact: true }).fill('hello bob <b>!</b>')
  await hers.page.keyboard.press('Enter')
  await his.page.getByRole('log').getByText('hello bob <b>!</b>', { exact: true }).waitFor()
  await his.page.getByLabel('Your name').fill('robert')
  await his.page.keyboard.press('Enter')
  await his.page.getByLabel('Message', { exact: true }).fill('hello alice')
  await his.page.getByRole('button', { name: 'Send' }).click()
  const answer = hers.page.getByRole('listitem').filter({ hasText: 'hello alice' })
  await answer.getByText('robert', { exact: true }).waitFor()

  await his.close()
  await using again = await open(browser, bob, { link, args: [] })
  await waitFor(async () => (await again.page.getByLabel('Your name').inputValue()) === 'robert')
  await again.page.getByText('hello alice', { exact: true }).waitFor()
})

async function launchBrowser() {
  const args = ['--disable-gpu', '--disable-quic', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const executablePath = process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args })
  return { newPage: () => browser.newPage(), [Symbol.asyncDispose]: () => browser.close() }
}

interface Opened extends AsyncDisposable {
  readonly page: Page
  close(): Promise<void>
}

/** The app as a person has it, in a page of its own; with `--json` the address is printed instead of opened. */
async function open(
  browser: { newPage(): Promise<Page> },
  person: Person,
  { link, args }: { link: string; args: readonly string[] },
): Promise<Opened> {
  const program = await person.start(['run', link, '--yes', '--json', '--', ...args])
  const { url } = await program.waitForJson<{ url?: string }>((line) => line.url !== undefined)
  const page = await browser.newPage()
  await page.goto(String(url))
  await page.getByText(/here$/).waitFor()
  const close = async () => {
    await page.close()
    await program.stop()
  }
  return { page, close, [Symbol.asyncDispose]: close }
}
