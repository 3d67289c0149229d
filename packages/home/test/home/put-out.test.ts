/** What holds against a device that was put out and does not follow the rules, and between two that put out each other. */
import { type Epoch, openBody, openEpochKey, openLink } from '@comice/core'
import { DRAFT_KIND, recordsOf } from '@comice/home'
import { encodeHex, homeEntries, homeText } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { decodeBlock, type HomeContent } from '../../src/block/home-block.ts'
import { coreOptions, feedPlace } from '../../src/feed/feed-core.ts'
import { loadHomeKeys } from '../../src/keys/home-keys.ts'
import { HomeWorld, type TestDevice } from '../../src/testing/home-world.ts'

const draft = ({ home }: TestDevice) => recordsOf(home, DRAFT_KIND)
const isMember = ({ home }: TestDevice) => waitFor(() => home.state === 'member')
const keyOf = ({ peer }: TestDevice) => peer.identity.device.publicKey

/** Every block of these devices' feeds, from the thief's own store, fetched where it is missing. */
async function blocksOf(thief: TestDevice, writers: readonly Uint8Array[]) {
  const { homeKey, outerKey } = await loadHomeKeys(thief.peer)
  const found: { writer: Uint8Array; content: HomeContent }[] = []
  for (const writer of writers) {
    const core = thief.peer.store.get(coreOptions(feedPlace(homeKey, writer), outerKey))
    await core.ready()
    for (let block = 0; block < core.length; block++) {
      const content = decodeBlock(await core.get(block))
      if (content !== null) found.push({ writer, content })
    }
    await core.close()
  }
  return found
}

/** All texts of drafts that the thief's keys open, of anybody and whether it counts or not. */
async function stolenTexts(thief: TestDevice, writers: readonly Uint8Array[]): Promise<string[]> {
  const { homeKey: scope } = await loadHomeKeys(thief.peer)
  const device = thief.peer.identity.device.keyPair
  const blocks = await blocksOf(thief, writers)
  const opened = new Map<string, Epoch>()
  const add = (epoch: Epoch | null) => epoch !== null && opened.set(encodeHex(epoch.id), epoch)
  for (const { content } of blocks) {
    if (content.kind !== 'epoch' && content.kind !== 'seal') continue
    const { epochId, sealed } = content.kind === 'epoch' ? content.epoch : content.seal
    for (const seal of sealed) add(openEpochKey(seal, { id: epochId, scope, device }))
  }
  for (const later of opened.values()) {
    for (const { content } of blocks)
      if (content.kind === 'epoch' && encodeHex(content.epoch.epochId) === encodeHex(later.id))
        for (const link of content.epoch.links) add(openLink(later, link, scope))
  }
  return blocks.flatMap(({ writer, content }) => {
    if (content.kind !== 'entries') return []
    return [...opened.values()].flatMap((epoch) => {
      const plain = openBody(epoch, content.entries, writer)
      const decoded = plain === null ? null : homeEntries.decode(plain)
      if (decoded?.ok !== true) return []
      return decoded.value.entries.flatMap(({ key, value }) => {
        const text = key.startsWith(DRAFT_KIND.prefix) ? homeText.decode(value) : null
        return text?.ok === true ? [text.value.text] : []
      })
    })
  })
}

test('with every key and block that it has, a device that was put out opens nothing that was written after it', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const mallory = await world.link('phone', laptop)
  const tablet = await world.link('tablet', laptop)
  await Promise.all([mallory, tablet].map(isMember))
  await draft(laptop).put('garden', { text: 'before' })
  await waitFor(() => draft(mallory).get('garden')?.text === 'before')
  await laptop.home.revoke(keyOf(mallory))
  await waitFor(() => tablet.home.devices().some(({ isRevoked }) => isRevoked))
  await draft(laptop).put('garden', { text: 'after, by the laptop' })
  await draft(tablet).put('fence', { text: 'after, by the tablet' })
  await waitFor(() => draft(laptop).get('fence') !== null)
  const lengths = async (device: TestDevice) => (await device.home.source.cores()).map(({ length }) => length)
  const all = (await lengths(laptop)).toSorted()
  // All of it is there, as ciphertext.
  await waitFor(async () => expect((await lengths(mallory)).toSorted()).toEqual(all))
  const writers = [laptop, mallory, tablet].map(keyOf)
  expect(await stolenTexts(mallory, writers)).toEqual(['before'])
  expect((await stolenTexts(tablet, writers)).toSorted()).toEqual([
    'after, by the laptop',
    'after, by the tablet',
    'before',
  ])
})

test('two devices that put each other out while apart are both out, for themselves too, and the words bring one back', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  const tablet = await world.link('tablet', laptop)
  await Promise.all([phone, tablet].map(isMember))
  await waitFor(() => [laptop, phone, tablet].every(({ home }) => home.devices().length === 3))
  const phrase = await laptop.peer.identity.phrase()
  const keys = [laptop, phone].map(keyOf)
  const apart = await Promise.all([laptop, phone].map((device) => world.reopen(device, { isOnline: false })))
  await Promise.all(apart.map(({ home }, at) => home.revoke(keys[1 - at] ?? new Uint8Array())))
  expect(apart.map(({ home }) => home.state)).toEqual(['member', 'member'])

  const met = await Promise.all(apart.map((device) => world.reopen(device)))
  await waitFor(() => met.every(({ home }) => home.state === 'revoked'))
  const outOf = ({ home }: TestDevice) =>
    home
      .devices()
      .filter(({ isRevoked }) => isRevoked)
      .map(({ id }) => id)
      .toSorted()
  await waitFor(() => outOf(tablet).length === 2)
  for (const device of met) expect(outOf(device)).toEqual(outOf(tablet))
  for (const device of met)
    await expect(draft(device).put('garden', { text: 'still' })).rejects.toMatchObject({
      code: 'HOME_REVOKED',
    })
  await draft(tablet).put('garden', { text: 'the third one goes on' })

  const desk = await world.recover('desk', phrase)
  await waitFor(() => draft(desk).get('garden')?.text === 'the third one goes on')
  await draft(desk).put('garden', { text: 'back' })
  await waitFor(() => draft(tablet).get('garden')?.text === 'back')
  const [withWords, without] = met
  if (withWords === undefined || without === undefined) throw new Error('two devices')
  expect(draft(without).get('garden')).toBeNull()
  // Where the words are kept they open everything, also for a device that is out: `id devices` says where.
  await waitFor(() => draft(withWords).get('garden')?.text === 'back')
})
