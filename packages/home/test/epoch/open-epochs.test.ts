import type { KeyPair } from '@comice/core'
import { encodeHex, type HomeEpoch } from '@comice/protocol'
import { keyPairOf } from '@comice/testkit'
import { expect, test } from 'vitest'
import type { HomeDevices } from '../../src/devices/merge-devices.ts'
import { currentEpoch, isSplit, makeEpoch, type OpenEpochs } from '../../src/epoch/open-epochs.ts'

const [home, laptop, phone] = ['home', 'laptop', 'phone'].map(keyPairOf) as [KeyPair, KeyPair, KeyPair]
const homeKey = home.publicKey
const readers = [homeKey, laptop.publicKey, phone.publicKey]

/** What the laptop and the phone see, all made by the laptop. */
function devicesWith(...epochs: HomeEpoch[]): HomeDevices {
  const active = new Map([laptop, phone].map(({ publicKey }) => [encodeHex(publicKey), null]))
  const author = encodeHex(laptop.publicKey)
  const counted = epochs.map((epoch) => ({ author, epoch, seals: epoch.sealed }))
  return { active, removed: new Map(), possible: [], counts: () => Infinity, epochs: counted }
}

function make(now: number, before: HomeDevices, opened: OpenEpochs) {
  const { epoch, record } = makeEpoch(before, { homeKey, opened, readers, now })
  const more: OpenEpochs = new Map([...opened, [encodeHex(epoch.id), epoch]])
  return { epoch, record, opened: more }
}

test('nobody writes under a key that a later one leads to, however wrong the clock was that made it', () => {
  // A device that had the later key, and is out now, has the earlier one by it.
  const early = make(5_000, devicesWith(), new Map())
  const late = make(7, devicesWith(early.record), early.opened)
  const current = currentEpoch(devicesWith(early.record, late.record), { opened: late.opened, homeKey })
  expect(current?.epoch.id).toEqual(late.epoch.id)
})

test('two keys of which neither leads to the other are two, until one leads to both', () => {
  const [one, other] = [make(1, devicesWith(), new Map()), make(2, devicesWith(), new Map())]
  const opened = new Map([...one.opened, ...other.opened])
  const split = devicesWith(one.record, other.record)
  expect(isSplit(split, opened)).toBe(true)
  const both = make(3, split, opened)
  expect(isSplit(devicesWith(one.record, other.record, both.record), both.opened)).toBe(false)
})
