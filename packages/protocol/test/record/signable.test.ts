import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admissionSignable, CREATOR_CONTEXT, deviceSignable, releaseSignable } from '../../src/index.ts'
import { key32, struct } from '../arbitraries.ts'
import { forAll } from '../property.ts'

const KEY = new Uint8Array(32).fill(7)
const OTHER = new Uint8Array(32).fill(8)
const device = {
  identityKey: KEY,
  deviceKey: KEY,
  writerKey: KEY,
  attestation: { writerPublicKey: KEY, writerSignature: new Uint8Array(64), proof: new Uint8Array(9) },
  name: 'bob',
  signature: new Uint8Array(64),
}
const admission = { inviteId: KEY, device, admittedAt: 5, admitter: KEY }

test('what a device signs changes with each part of its claim and with the context', () => {
  const base = hex(deviceSignable(device, KEY))
  const others = [
    deviceSignable(device, CREATOR_CONTEXT),
    deviceSignable({ ...device, identityKey: OTHER }, KEY),
    deviceSignable({ ...device, deviceKey: OTHER }, KEY),
    deviceSignable({ ...device, writerKey: OTHER }, KEY),
    deviceSignable({ ...device, name: 'bo' }, KEY),
  ]
  expect(new Set([base, ...others.map(hex)]).size).toBe(6)
})

test('what an admitter signs changes with each part of the admission and with the room', () => {
  const others = [
    admissionSignable(OTHER, admission),
    admissionSignable(KEY, { ...admission, inviteId: OTHER }),
    admissionSignable(KEY, { ...admission, admittedAt: 6 }),
    admissionSignable(KEY, { ...admission, admitter: OTHER }),
    admissionSignable(KEY, { ...admission, device: { ...device, name: 'mallory' } }),
    admissionSignable(KEY, { ...admission, device: { ...device, signature: new Uint8Array(64).fill(1) } }),
  ]
  expect(new Set([hex(admissionSignable(KEY, admission)), ...others.map(hex)]).size).toBe(7)
})

test('what an author signs changes with each part of the release and with the app', () => {
  const release = {
    ...{ seq: 1, channel: 'stable', version: '1.0.0', fork: 0, length: 9, treeHash: KEY, blobsLength: 4 },
    ...{ blobsTreeHash: KEY, notes: '', releasedAt: 5, previous: null, identityKey: KEY, deviceKey: KEY },
  }
  const changed = Object.entries(release).map(([name, value]) => {
    const other = typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : OTHER
    return releaseSignable(KEY, { ...release, [name]: other })
  })
  const all = [releaseSignable(KEY, release), releaseSignable(OTHER, release), ...changed].map(hex)
  expect(new Set(all).size).toBe(Object.keys(release).length + 2)
})

test('different claims never share their bytes', () => {
  const claims = fc.tuple(struct('device-record'), key32)
  forAll(fc.tuple(claims, claims), 200, ([[a, contextA], [b, contextB]]) => {
    const [one, two] = [deviceSignable(a as never, contextA), deviceSignable(b as never, contextB)]
    const same =
      a.name === b.name &&
      ['identityKey', 'deviceKey', 'writerKey'].every((key) => hex(a[key]) === hex(b[key]))
    expect(hex(one) === hex(two)).toBe(same && hex(contextA) === hex(contextB))
  })
})

test('the labels keep one kind of signature from being used as another', () => {
  expect(hex(deviceSignable(device, KEY))).toMatch(
    new RegExp(`^${hex(new TextEncoder().encode('comice/device/1\0'))}`, 'u'),
  )
  expect(hex(admissionSignable(KEY, admission))).toMatch(
    new RegExp(`^${hex(new TextEncoder().encode('comice/admission/1\0'))}`, 'u'),
  )
})

function hex(bytes: unknown): string {
  return Buffer.from(bytes as Uint8Array).toString('hex')
}
