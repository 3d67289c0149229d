/** Machines in the window: names for others, what they may do here, what they do and did, and an end to it. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { runWork } from '@comice/client/node'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import type { NodeProcess } from '../setup/node-process.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
  // Commands begin in the home of its user.
  await mkdir(path.join(people.dir.path, 'home-of-alice'), { recursive: true })
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** Runs a command at alice's machine from bob's, with an input that stays open, until that machine ends it. */
async function runAt(bob: NodeProcess, argv: [string, ...string[]]): Promise<void> {
  const over = Promise.withResolvers<void>()
  async function* silence(): AsyncGenerator<Uint8Array> {
    await over.promise
    yield* []
  }
  const work = { name: 'remote.exec', input: { peer: 'alice', argv, timeoutMs: 30_000 } } as const
  try {
    for await (const _ of runWork(bob.address, work, { contents: silence() })) continue
  } finally {
    over.resolve()
  }
}

test('a machine is named, may do one thing, does it, and is ended', { timeout: 180_000 }, async () => {
  const { alice, bob, browser } = people
  const [hers, his] = await Promise.all([alice.api.id.show.query(), bob.api.id.show.query()])
  await bob.api.remote.peers.add.mutate({ name: 'alice', key: hers.device })
  await using window = await openWindow(browser, alice, { reducedMotion: 'reduce' })
  const { page, complaints } = window
  const keys = page.keyboard
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
  await keys.press('Alt+4')
  await page.getByRole('heading', { name: 'Your machines, by a name' }).waitFor()
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: 'Add a machine' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add a machine' })
  await dialog.getByRole('textbox', { name: 'Its key' }).fill(his.device)
  await dialog.getByRole('textbox', { name: 'What you call it' }).fill('not a name')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await dialog.getByText('PEER_NAME_INVALID').waitFor()
  await dialog.getByRole('textbox', { name: 'What you call it' }).fill('bobs-pi')
  await keys.press('Enter')
  await page.getByRole('main', { name: 'bobs-pi' }).waitFor()
  await page.getByText('It may do nothing here.').waitFor()

  await page.getByRole('button', { name: 'Allow something…' }).click()
  const form = page.getByRole('group', { name: 'Let bobs-pi do something here' })
  await form.getByText('can read and change all of your files').waitFor()
  await form.getByRole('textbox', { name: 'Which program' }).fill(process.execPath)
  await form.getByText('can read and change all').waitFor({ state: 'detached' })
  expect(await seriousFindings(page)).toEqual([])
  await form.getByRole('button', { name: 'Allow' }).click()
  await page.getByText(`Commands: ${process.execPath}`).waitFor()
  expect((await alice.api.remote.grants.list.query()).map(({ name }) => name)).toEqual(['bobs-pi'])

  const asked = runAt(bob, [process.execPath, '-e', 'setInterval(() => {}, 1000)'])
  const isOver = asked.then(
    () => true,
    () => true,
  )
  const session = page.getByRole('button', { name: 'End the session of bobs-pi' })
  // Where it is refused, that is what the test fails with.
  await Promise.race([session.waitFor({ timeout: 60_000 }), asked])
  await keys.press('Alt+ArrowUp')
  await page.getByRole('main', { name: 'This machine' }).waitFor()
  await page.getByRole('button', { name: /^This machine\s*1 session now/u }).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await session.click()
  await page.getByText('Nobody uses this machine now.').waitFor()
  expect(await isOver).toBe(true)
  const log = page.getByRole('region', { name: 'What was done here' })
  await log.getByText(/bobs-pi: Commands.* ended/u).waitFor()

  await page.getByRole('button', { name: /^End: Commands/u }).click()
  await page.getByText('Nobody may do anything here.').waitFor()
  await expect(runAt(bob, [process.execPath, '--version'])).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:REMOTE|PEER)_/u),
  })
  expect(complaints).toEqual([])
})

test('a service gets a name, and a machine goes from the list', { timeout: 120_000 }, async () => {
  const { alice, browser, bob } = people
  const { device } = await bob.api.id.show.query()
  const known = await alice.api.remote.peers.list.query()
  if (known.length === 0) await alice.api.remote.peers.add.mutate({ name: 'bobs-pi', key: device })
  await using window = await openWindow(browser, alice, { viewport: { width: 390, height: 780 } })
  const { page, complaints } = window
  await page.getByRole('button', { name: 'Machines', exact: true }).click()
  await page.getByRole('button', { name: /^This machine/u }).click()
  await page.getByRole('button', { name: 'Expose a service…' }).click()
  const form = page.getByRole('group', { name: 'Expose a service' })
  await form.getByRole('textbox', { name: 'Name' }).fill('web')
  await form.getByRole('textbox', { name: 'Address' }).fill('127.0.0.1:8080')
  await form.getByRole('button', { name: 'Expose' }).click()
  await page.getByRole('button', { name: 'Remove web' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Remove web' }).click()
  await page.getByRole('button', { name: 'Remove web' }).waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'All machines' }).click()
  await page.getByRole('button', { name: /^bobs-pi/u }).click()
  await page.getByRole('button', { name: 'Remove from the list…' }).click()
  await page.getByRole('group', { name: 'Remove bobs-pi' }).getByRole('button', { name: 'Remove' }).click()
  await waitFor(async () => (await alice.api.remote.peers.list.query()).length === 0)
  await page.getByText('Your machines, by a name').waitFor()
  expect(complaints).toEqual([])
})

test('who one is, and the number that both see', { timeout: 60_000 }, async () => {
  const { alice, bob, browser } = people
  const [hers, his] = await Promise.all([alice.api.id.show.query(), bob.api.id.show.query()])
  await using herWindow = await openWindow(browser, alice)
  await using hisWindow = await openWindow(browser, bob)
  const numbers = []
  for (const [{ page, complaints }, me, other] of [
    [herWindow, hers, his],
    [hisWindow, his, hers],
  ] as const) {
    await page.getByRole('button', { name: 'You', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'You' })
    await dialog.getByText(me.identity, { exact: true }).waitFor()
    const field = dialog.getByRole('textbox', { name: 'Make sure of somebody' })
    await field.fill('nobody')
    await dialog.getByText('That is no identity').waitFor()
    await field.fill(other.identity)
    numbers.push(await dialog.locator('[data-safety-number]').textContent())
    expect(await seriousFindings(page)).toEqual([])
    expect(complaints).toEqual([])
  }
  expect(numbers[0]).toMatch(/^(?:\d{5} ){12}$/u)
  expect(numbers[1]).toBe(numbers[0])
})
