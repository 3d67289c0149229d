/** Against what draft-irtf-cfrg-cpace publishes; the file of vectors says from where. */
import { readFileSync } from 'node:fs'
import b4a from 'b4a'
import { expect, test } from 'vitest'
import { calculateGenerator, decodeScalar, multiplyShare, sessionKey, shareOf } from '../../src/pake/cpace.ts'
import { lvCat, transcriptInOrder, transcriptSorted } from '../../src/pake/cpace-encoding.ts'

interface Vectors {
  strings: { transcript_ir: string[][]; transcript_oc: string[][] }
  G_Coffee25519: Record<string, string>
  G_Coffee25519_points: { Valid: Record<string, string>; 'Invalid Y1': string; 'Invalid Y2': string }
}

const vectors = JSON.parse(readFileSync(new URL('./cpace-vectors.json', import.meta.url), 'utf8')) as Vectors

const bytes = (hex = '') => b4a.from(hex, 'hex')
const hex = (value: Uint8Array | null) => (value === null ? null : b4a.toString(value, 'hex').toUpperCase())
const ascii = (text = '') => b4a.from(text)

test('strings are put together as published', () => {
  expect(b4a.toString(lvCat(ascii('1234'), ascii('5'), ascii(''), ascii('678')), 'hex')).toBe(
    '043132333401350003363738',
  )
  const range = Uint8Array.from({ length: 128 }, (_, at) => at)
  expect([...lvCat(range.subarray(0, 127)).subarray(0, 2)]).toEqual([0x7f, 0])
  expect([...lvCat(range).subarray(0, 3)]).toEqual([0x80, 1, 0])
})

test('transcripts are put together as published', () => {
  const messages = ([ya, ada, yb, adb]: string[]) =>
    [
      { share: ascii(ya), data: ascii(ada) },
      { share: ascii(yb), data: ascii(adb) },
    ] as const
  for (const row of vectors.strings.transcript_ir)
    expect(b4a.toString(transcriptInOrder(...messages(row)), 'hex')).toBe(row[4])
  for (const row of vectors.strings.transcript_oc)
    expect(b4a.toString(transcriptSorted(...messages(row)), 'hex')).toBe(row[4])
})

test('generator, shares, product and session keys are those published for ristretto255', () => {
  const vector = vectors.G_Coffee25519
  const session = bytes(vector.sid)
  const generator = calculateGenerator({ secret: bytes(vector.PRS), channel: bytes(vector.CI), session })
  expect(hex(generator.toBytes())).toBe(vector.g)
  const [ya, yb] = [decodeScalar(bytes(vector.ya)), decodeScalar(bytes(vector.yb))]
  const alice = { share: shareOf(ya, generator), data: bytes(vector.ADa) }
  const bob = { share: shareOf(yb, generator), data: bytes(vector.ADb) }
  expect([hex(alice.share), hex(bob.share)]).toEqual([vector.Ya, vector.Yb])
  const [atAlice, atBob] = [multiplyShare(ya, bob.share), multiplyShare(yb, alice.share)]
  expect([hex(atAlice), hex(atBob)]).toEqual([vector.K, vector.K])
  if (atAlice === null) throw new Error('no product')
  expect(hex(sessionKey(session, atAlice, transcriptInOrder(alice, bob)))).toBe(vector.ISK_IR)
  expect(hex(sessionKey(session, atAlice, transcriptSorted(alice, bob)))).toBe(vector.ISK_SY)
  expect(hex(sessionKey(session, atAlice, transcriptSorted(bob, alice)))).toBe(vector.ISK_SY)
})

test('the published point is multiplied as published, and the published invalid ones are refused', () => {
  const { Valid, 'Invalid Y1': offCurve, 'Invalid Y2': identity } = vectors.G_Coffee25519_points
  const scalar = decodeScalar(bytes(Valid.s))
  expect(hex(multiplyShare(scalar, bytes(Valid.X)))).toBe(Valid['G.scalar_mult_vfy(s,X)'])
  expect(multiplyShare(scalar, bytes(offCurve))).toBeNull()
  expect(multiplyShare(scalar, bytes(identity))).toBeNull()
})

test('encodings that RFC 9496 calls invalid are refused', () => {
  const invalid = [
    // Not below the prime.
    '00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    // Negative.
    '0100000000000000000000000000000000000000000000000000000000000000',
    '01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    // No square.
    '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
    // Too short, too long, nothing.
    '2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a5',
    '2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c00',
    '',
  ]
  for (const encoding of invalid) expect(multiplyShare(5n, bytes(encoding)), encoding).toBeNull()
})
