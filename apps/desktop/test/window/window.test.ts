/** The window in a real browser, on real nodes that are processes of their own. */
import { request } from 'node:http'
import { waitFor } from '@comice/testkit'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FOLD_CHARS } from '../../src/window/constants.ts'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow, PAGE_DIR } from '../setup/browser.ts'
import { focusedName, isInField, tabTo } from '../setup/keyboard.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

/** A room of alice's that bob is in. */
async function sharedRoom(name: string): Promise<string> {
  const { alice, bob } = people
  const { id } = await alice.api.rooms.create.mutate({ name, nickname: 'alice' })
  const { text } = await alice.api.rooms.invite.mutate({ room: id })
  await bob.api.rooms.join.mutate({ invite: text, nickname: 'bob', timeoutMs: 50_000 })
  return id
}

test(
  'create, invite, join, say and rename need a keyboard and nothing else',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    await using window = await openWindow(browser, bob, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const { page, complaints } = window
    const keys = page.keyboard
    await page.getByRole('heading', { name: 'A room of your own' }).waitFor()

    await tabTo(page, 'Create a room')
    await keys.press('Enter')
    await page.getByRole('dialog', { name: 'Create a room' }).waitFor()
    await waitFor(async () => (await focusedName(page)) === 'Name of the room')
    await keys.type('Pears')
    await keys.press('Tab')
    await keys.type('bob')
    await keys.press('Enter')
    await page.getByRole('main', { name: 'Pears' }).waitFor()

    const composer = page.getByRole('textbox', { name: 'Message to Pears' })
    await waitFor(async () => (await focusedName(page)) === 'Message to Pears')
    await waitFor(() => composer.isEnabled())
    await keys.type('first line')
    await keys.press('Shift+Enter')
    await keys.type('second line')
    await keys.press('Enter')
    await page.getByText('first line\nsecond line').waitFor()
    await waitFor(async () => (await composer.inputValue()) === '')
    await page.getByText('Saving…').waitFor({ state: 'detached' })

    await tabTo(page, 'Invite')
    await keys.press('Enter')
    await waitFor(async () => (await focusedName(page)) === 'Create invite')
    await keys.press('Enter')
    const invite = (await page.locator('[data-invite]').textContent()) ?? ''
    expect(invite).toMatch(/^cmi1/)
    await waitFor(async () => (await focusedName(page)) === 'Copy invite')
    await keys.press('Enter')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invite)
    await keys.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    const pears = await alice.api.rooms.join.mutate({ invite, nickname: 'alice', timeoutMs: 50_000 })
    await alice.api.rooms.say.mutate({ room: pears.id, text: 'good morning, bob' })
    await page.getByText('good morning, bob', { exact: true }).waitFor()
    await page
      .locator('[aria-live=polite]', { hasText: 'alice: good morning, bob' })
      .waitFor({ state: 'attached' })

    await tabTo(page, 'Members: 2')
    await keys.press('Enter')
    await page.getByRole('dialog', { name: 'Members' }).waitFor()
    await tabTo(page, 'Rename')
    await keys.press('Enter')
    await waitFor(async () => (await focusedName(page)) === 'Your name in this room')
    await keys.press('Control+a')
    await keys.type('Robert')
    await keys.press('Enter')
    await page.getByText('you are Robert').waitFor()
    await waitFor(async () => {
      const { messages } = await alice.api.rooms.history.query({ room: pears.id })
      return messages[0]?.name === 'Robert' && messages[0].text === 'first line\nsecond line'
    })

    const walks = await alice.api.rooms.create.mutate({ name: 'Walks', nickname: 'alice' })
    const second = await alice.api.rooms.invite.mutate({ room: walks.id })
    await tabTo(page, 'Join a room')
    await keys.press('Enter')
    await waitFor(async () => (await focusedName(page)) === 'Invite')
    await keys.insertText(`${second.text.slice(0, 40)}\n  ${second.text.slice(40)}`)
    await tabTo(page, 'Join room')
    await keys.press('Enter')
    await page.getByRole('main', { name: 'Walks' }).waitFor({ timeout: 50_000 })

    await keys.press('Control+k')
    await page.getByRole('dialog', { name: 'Go to a room' }).waitFor()
    await waitFor(() => isInField(page))
    await keys.type('pea')
    await waitFor(async () => (await page.getByRole('option').count()) === 1)
    await keys.press('Enter')
    await page.getByRole('main', { name: 'Pears' }).waitFor()
    await keys.press('Alt+ArrowDown')
    await page.getByRole('main', { name: 'Walks' }).waitFor()
    await keys.press('Alt+ArrowUp')
    await page.getByRole('main', { name: 'Pears' }).waitFor()
    await tabTo(page, 'Keyboard help')
    await keys.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await keys.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  },
)

test('what a peer writes is shown as text, whatever it is', async () => {
  const { alice, bob, browser } = people
  const room = await sharedRoom('Hostile')
  const html = '<img src=x onerror="document.title=1"><script>document.title=2</script><b>bold</b> &amp;'
  const override = '\u202Eevil\u202D \u2067 unclosed \u202E'
  const zalgo = `z${'\u0351\u0310\u0334'.repeat(300)}algo`
  const long = 'y'.repeat(16 * 1024)
  for (const text of [html, override, zalgo, long]) await alice.api.rooms.say.mutate({ room, text })
  await alice.api.rooms.rename.mutate({ room, nickname: '<i>alice</i>' })

  await using window = await openWindow(browser, bob, { room })
  const { page, complaints } = window
  const messages = page.locator('[data-message]')
  await waitFor(async () => (await messages.count()) === 4)
  await page.getByText('<i>alice</i>').first().waitFor()
  // Of the long one the beginning, until one asks for all.
  expect(await messages.locator('p').allTextContents()).toEqual([
    ...[html, override, zalgo],
    `${long.slice(0, FOLD_CHARS)}…`,
  ])
  expect(await page.locator('[data-message] :is(img, script, b, a)').count()).toBe(0)
  await waitFor(async () => (await page.title()) === 'Hostile · Comice')

  const boxes = await messages.evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect),
  )
  const list = await page.getByRole('region', { name: 'Messages' }).boundingBox()
  for (const { left, right, height } of boxes) {
    expect(left).toBeGreaterThanOrEqual(list!.x)
    expect(right).toBeLessThanOrEqual(list!.x + list!.width)
    expect(height).toBeLessThan(400)
  }
  const unfold = page.getByRole('button', { name: 'Show the whole message' })
  await unfold.click()
  await page.getByRole('button', { name: 'Show less' }).waitFor()
  expect(await messages.last().locator('p').textContent()).toBe(long)
  expect(complaints).toEqual([])
})

test('a long room opens at its newest message, loads older ones above, and says how many are new', async () => {
  const { alice, bob, browser } = people
  const room = await sharedRoom('Long')
  await Promise.all(
    Array.from({ length: 120 }, (_, n) => alice.api.rooms.say.mutate({ room, text: `message ${n} of many` })),
  )
  await waitFor(async () => {
    const { messages } = await bob.api.rooms.history.query({ room, limit: 1 })
    return messages[0]?.seq === 119
  })
  await using window = await openWindow(browser, bob, { room })
  const { page, complaints } = window
  const messages = page.locator('[data-message]')
  const list = page.getByRole('region', { name: 'Messages' })
  await waitFor(async () => (await messages.count()) >= 50)
  const distance = () => list.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight)
  await waitFor(async () => (await distance()) < 2)

  await list.focus()
  await waitFor(async () => {
    await page.keyboard.press('Home')
    return (await messages.count()) === 120
  })
  await page.getByText('This is where the room begins.').waitFor()
  const texts = await messages.allTextContents()
  expect(new Set(texts).size).toBe(120)

  await alice.api.rooms.say.mutate({ room, text: 'while you were reading' })
  await page.getByRole('button', { name: '1 new message' }).click()
  await page.getByRole('separator', { name: 'New messages' }).waitFor()
  await waitFor(async () => (await distance()) < 2)
  expect(await messages.last().textContent()).toBe('while you were reading')

  // A browser scrolls to the start step by step. Who clicks in the middle of that wants the end all the same.
  await list.focus()
  const isClicked = page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const button = () => [...document.querySelectorAll('button')].find((one) => one.textContent === 'Newest')
    while (button() === undefined) await nextFrame()
    button()?.click()
    return true
  })
  await page.keyboard.press('Home')
  expect(await isClicked).toBe(true)
  await standsStill(list)
  await waitFor(async () => (await distance()) < 2)
  expect(complaints).toEqual([])
})

/** Whatever scrolled it has come to its end: half a second of frames without a step. */
async function standsStill(list: Locator): Promise<void> {
  await list.evaluate(async (one) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let at = one.scrollTop, frames = 0; frames < 30; at = one.scrollTop) {
      await nextFrame()
      frames = one.scrollTop === at ? frames + 1 : 0
    }
  })
}

describe('the session', () => {
  test('a reload keeps it and the room, and the address has no secret', async () => {
    const { alice, browser } = people
    const { id } = await alice.api.rooms.create.mutate({ name: 'Reload', nickname: 'alice' })
    await using window = await openWindow(browser, alice, { room: id })
    const { page, complaints } = window
    await page.getByRole('main', { name: 'Reload' }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.getByRole('textbox').fill('a draft')
    await page.reload()
    await page.getByRole('main', { name: 'Reload' }).waitFor()
    await waitFor(async () => (await page.getByRole('textbox').inputValue()) === 'a draft')
    expect(complaints).toEqual([])
  })

  test('a refused token ends in a screen that says how to go on, and is not tried again', async () => {
    const { alice, browser } = people
    await using window = await openWindow(browser, alice)
    const { page } = window
    await page.getByRole('navigation').waitFor()
    await page.evaluate(() => {
      const session = JSON.parse(sessionStorage.getItem('comice.session') ?? '{}') as object
      sessionStorage.setItem('comice.session', JSON.stringify({ ...session, token: 'wrong' }))
    })
    let sockets = 0
    page.on('websocket', () => (sockets += 1))
    await page.reload()
    await page.getByRole('heading', { name: 'This window is no longer connected' }).waitFor()
    await page.getByText('SESSION_ENDED').waitFor()
    expect(sockets).toBe(1)
    expect(await page.evaluate(() => sessionStorage.getItem('comice.session'))).toBe(null)
  })

  test('an address opens one window only', async () => {
    const { alice, browser } = people
    const { url } = await alice.api.window.open.mutate({ staticDir: PAGE_DIR })
    await using first = await openWindow(browser, alice)
    await first.page.goto('about:blank')
    await first.page.goto(url)
    await first.page.getByRole('navigation').waitFor()
    await using second = await openWindow(browser, alice)
    await second.page.getByRole('navigation').waitFor()
    await second.page.evaluate(() => sessionStorage.clear())
    await second.page.goto('about:blank')
    await second.page.goto(url)
    await second.page.getByText('CODE_REFUSED').waitFor()
  })
})

describe('the page is guarded', () => {
  interface Asked {
    readonly path?: string
    readonly method?: string
    readonly headers?: Record<string, string>
  }

  async function ask(origin: string, { path = '/', method = 'GET', headers = {} }: Asked): Promise<number> {
    const { hostname, port } = new URL(origin)
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, path, method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      call.once('upgrade', (_response, socket) => {
        socket.destroy()
        resolve(101)
      })
      call.once('error', reject)
      call.end()
    })
  }

  test('other pages and other names of this machine are refused', async () => {
    const { url } = await people.alice.api.window.open.mutate({ staticDir: PAGE_DIR })
    const { origin, host } = new URL(url)
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    expect(await ask(origin, {})).toBe(200)
    expect(await ask(origin, { headers: { host: 'comice.example' } })).toBe(421)
    expect(
      await ask(origin, { path: '/session', method: 'POST', headers: { origin: 'http://mallory.example' } }),
    ).toBe(403)
    expect(
      await ask(origin, { path: '/trpc', headers: { ...upgrade, origin: 'http://mallory.example' } }),
    ).toBe(403)
    expect(await ask(origin, { path: '/trpc', headers: { ...upgrade, host, origin } })).toBe(101)
  })

  test('its policy stops inline styles and text that becomes a script or HTML', async () => {
    await using window = await openWindow(people.browser, people.alice)
    const { page, complaints } = window
    await page.getByRole('navigation').waitFor()
    const refusal = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<p>mallory</p>'
        return 'accepted'
      } catch (error) {
        return String(error)
      }
    })
    expect(refusal).toMatch(/TrustedHTML/)
    complaints.length = 0
    await page.evaluate(() =>
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' })),
    )
    await waitFor(() => complaints.some((complaint) => complaint.includes('Content Security Policy')))
  })
})

test('a narrow window shows one pane at a time, with targets that fingers hit', async () => {
  const { alice, browser } = people
  const { id } = await alice.api.rooms.create.mutate({ name: 'Narrow', nickname: 'alice' })
  await using window = await openWindow(browser, alice, { room: id, viewport: { width: 360, height: 640 } })
  const { page, complaints } = window
  await page.getByRole('main', { name: 'Narrow' }).waitFor()
  expect(await page.getByRole('navigation').count()).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  const buttons = await page.getByRole('button').all()
  for (const button of buttons) {
    const box = await button.boundingBox()
    expect(Math.min(box!.height, box!.width), (await button.textContent()) ?? '').toBeGreaterThanOrEqual(44)
  }
  await page.getByRole('button', { name: 'All rooms' }).click()
  await page.getByRole('navigation').waitFor()
  expect(await page.getByRole('main').count()).toBe(0)
  await page.getByRole('button', { name: /^Narrow/ }).click()
  await page.getByRole('main', { name: 'Narrow' }).waitFor()
  expect(complaints).toEqual([])
})

describe.each(['light', 'dark'] as const)('axe finds nothing serious, %s', (theme) => {
  test('on any screen or dialog', { timeout: 180_000 }, async () => {
    const { alice, browser } = people
    const { id } = await alice.api.rooms.create.mutate({ name: `Axe ${theme}`, nickname: 'alice' })
    await alice.api.rooms.say.mutate({ room: id, text: 'hello' })
    await using window = await openWindow(browser, alice, {
      room: id,
      colorScheme: theme,
      reducedMotion: 'reduce',
    })
    const { page } = window
    const button = (name: string) => page.getByRole('button', { name, exact: true }).first()
    const dialog = page.getByRole('dialog')
    const found: Record<string, string[]> = {}
    const look = async (screen: string) => {
      found[screen] = await seriousFindings(page)
    }
    const closed = async () => {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    await page.locator('[data-message]').waitFor()
    await look('room')
    for (const name of [
      'Members: 1',
      'Invite',
      'Create a room',
      'Join a room',
      'Keyboard help',
      'Go to a room',
    ]) {
      await button(name).click()
      await dialog.waitFor()
      await look(name)
      if (name === 'Invite') {
        await button('Create invite').click()
        await page.locator('[data-invite]').waitFor()
        await look('the invite')
      }
      if (name === 'Members: 1') {
        await button('Rename').click()
        await page.getByRole('dialog', { name: 'Change your name' }).waitFor()
        await look('rename')
      }
      if (name === 'Join a room') {
        await page.getByRole('textbox', { name: 'Invite' }).fill('not an invite')
        await button('Join room').click()
        await page.getByRole('alert').waitFor()
        await look('an error')
      }
      await closed()
    }
    await page.getByRole('button', { name: /show the peers/ }).click()
    await dialog.waitFor()
    await look('peers')
    await closed()
    await page.getByRole('textbox').fill('z'.repeat(20_000))
    await page.getByText(/Too long by/).waitFor()
    await look('too long')
    await page.setViewportSize({ width: 390, height: 700 })
    await button('All rooms').click()
    await look('narrow list')
    await page.evaluate(() => sessionStorage.clear())
    await page.reload()
    await page.getByRole('heading', { name: 'This address does not open a window' }).waitFor()
    await look('refused')
    expect(Object.entries(found).filter(([, findings]) => findings.length > 0)).toEqual([])
    expect(Object.keys(found)).toHaveLength(14)
  })
})

test('the theme that was chosen stays after a reload', async () => {
  await using window = await openWindow(people.browser, people.alice, { colorScheme: 'light' })
  const { page } = window
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await ground()
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
  await waitFor(async () => (await ground()) !== light)
  const dark = await ground()
  await page.reload()
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
  await waitFor(async () => (await ground()) === dark)
})
