/** Who is in a room and as what, in a real browser: waiting, let in, another role, out, and banned. */
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seriousFindings } from '../setup/accessibility.ts'
import { openWindow } from '../setup/browser.ts'
import { roomOfTwo } from '../setup/rooms.ts'
import { createTwoPeople, type TwoPeople } from '../setup/two-people.ts'

let people: TwoPeople
beforeAll(async () => {
  people = await createTwoPeople()
})
afterAll(async () => {
  await people[Symbol.asyncDispose]()
})

test(
  'who comes by an invite with an approval waits, sees that, and is let in',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    await using hers = await openWindow(browser, alice, { reducedMotion: 'reduce' })
    const { page } = hers
    await page.getByRole('button', { name: 'Create a room' }).first().click()
    await page.getByRole('textbox', { name: 'Name of the room' }).fill('Cellar')
    await page.getByRole('textbox', { name: 'Your name in it' }).fill('alice')
    await page.getByRole('button', { name: 'Create room' }).click()
    await page.getByRole('main', { name: 'Cellar' }).waitFor()
    await page.getByText('you are alice').waitFor()
    await alice.api.rooms.say.mutate({ room: 'Cellar', text: 'the key is under the crate' })

    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('Ask a moderator before').click()
    await page.getByRole('button', { name: 'Create invite' }).click()
    const invite = (await page.locator('[data-invite]').textContent()) ?? ''
    expect(await page.getByRole('dialog').textContent()).toContain('waits until a moderator lets them in')
    await page.getByRole('button', { name: 'Another' }).click()
    await page.getByText('Member, 0 uses of any number, with an approval').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    const joining = bob.api.rooms.join.mutate({ invite, nickname: 'bob', timeoutMs: 60_000 })
    joining.catch(() => undefined)
    await waitFor(async () => {
      const [first] = await bob.api.rooms.list.query()
      return first?.state === 'pending'
    })
    const [{ id: room } = { id: '' }] = await bob.api.rooms.list.query()
    await using his = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
    await his.page.getByText('Waiting until the room agrees').waitFor()
    expect(await his.page.getByText('under the crate').count()).toBe(0)
    expect(await seriousFindings(his.page)).toEqual([])

    await page.getByRole('button', { name: /^Members/u }).click()
    const waiting = page.getByRole('region', { name: 'Waiting to be let in' })
    await waiting.getByText('bob', { exact: true }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await waiting.getByRole('button', { name: 'Let in: bob' }).click()
    await waiting.waitFor({ state: 'detached' })
    await his.page.getByText('under the crate').first().waitFor({ timeout: 60_000 })
    await joining
    expect([hers.complaints, his.complaints]).toEqual([[], []])
  },
)

test(
  'roles, removal and bans are done where people are listed, and each asks once',
  { timeout: 180_000 },
  async () => {
    const { alice, bob, browser } = people
    const { room, say } = await roomOfTwo(people, 'Roles')
    await say(bob, 'hello')
    await using hers = await openWindow(browser, alice, { room, reducedMotion: 'reduce' })
    await using his = await openWindow(browser, bob, { room, reducedMotion: 'reduce' })
    const { page } = hers
    const keys = page.keyboard
    const roleOfBob = async () =>
      (await alice.api.rooms.members.query({ room })).find(({ mine }) => !mine)?.role
    await page.getByRole('button', { name: 'Members: 2' }).click()
    const more = page.getByRole('button', { name: 'More for bob' })

    await more.focus()
    await keys.press('Enter')
    await page.getByRole('menuitem', { name: 'Change role' }).click()
    const role = page.getByRole('group', { name: 'Change the role of bob' })
    await role.getByText('Moderator').click()
    expect(await seriousFindings(page)).toEqual([])
    await role.getByRole('button', { name: 'Change role' }).click()
    await waitFor(async () => (await roleOfBob()) === 'moderator')
    await his.page.getByText('you are bob, moderator').waitFor()

    await more.click()
    await page.getByRole('menuitem', { name: 'Compare safety number' }).click()
    const number = await page.locator('[data-safety-number]').textContent()
    expect(number?.replaceAll(/\s/gu, '')).toMatch(/^\d{60}$/u)
    await page.getByRole('button', { name: 'Done' }).click()

    await more.click()
    await page.getByRole('menuitem', { name: 'Your name for them' }).click()
    const naming = page.getByRole('group', { name: 'Your name for bob' })
    await naming.getByRole('textbox').fill('Bob next door')
    expect(await seriousFindings(page)).toEqual([])
    await naming.getByRole('button', { name: 'Call them so' }).click()
    await page.getByText('You call them Bob next door').waitFor()

    await more.click()
    await page.getByRole('menuitem', { name: 'Ban' }).click()
    const ban = page.getByRole('group', { name: 'Ban bob' })
    await ban.waitFor()
    await keys.press('Escape')
    await ban.waitFor({ state: 'detached' })
    expect(await page.getByRole('dialog', { name: 'Members' }).count()).toBe(1)
    await more.click()
    await page.getByRole('menuitem', { name: 'Ban' }).click()
    await ban.getByRole('button', { name: 'Ban' }).click()
    await more.waitFor({ state: 'detached' })
    await his.page.getByText('You are not in this room any more').waitFor()
    await page.getByRole('button', { name: '1 person who went' }).click()
    await page.getByText('is banned').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Unban bob' }).click()
    await page.getByText('was removed').waitFor()
    expect([hers.complaints, his.complaints]).toEqual([[], []])
  },
)

test(
  'the last owner is told why they cannot leave, and a reader that only others speak',
  { timeout: 120_000 },
  async () => {
    const { alice, bob, browser } = people
    const { id: room } = await alice.api.rooms.create.mutate({
      ...{ name: 'Weather', nickname: 'alice', format: 2, kind: 'broadcast' },
    })
    const { text: invite } = await alice.api.rooms.invite.mutate({ room, maxUses: 0 })
    await bob.api.rooms.join.mutate({ invite, nickname: 'bob', timeoutMs: 50_000 })
    await using his = await openWindow(browser, bob, { room })
    await his.page.getByText('Only moderators speak in this room.').waitFor()
    expect(await his.page.getByRole('textbox').count()).toBe(0)
    expect(await his.page.getByRole('button', { name: 'Invite', exact: true }).count()).toBe(0)

    await using hers = await openWindow(browser, alice, { room })
    const { page } = hers
    await page.getByRole('button', { name: 'Members: 2' }).click()
    await page.getByRole('button', { name: 'Leave the room…' }).click()
    await page.getByRole('group', { name: 'Leave the room' }).getByRole('button', { name: 'Leave' }).click()
    await page.getByText('ROOM_LAST_OWNER').waitFor()
    expect([hers.complaints, his.complaints]).toEqual([[], []])
  },
)
