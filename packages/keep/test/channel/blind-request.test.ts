import { createRequire } from 'node:module'
import { seededRandom } from '@comice/testkit'
import c from 'compact-encoding'
import { expect, test } from 'vitest'
import { blindRequest } from '../../src/channel/blind-request.ts'
import { MAX_REQUEST_CORES } from '../../src/constants.ts'

// The library's own codec, from where blind-peer finds it: ours must write and read the same bytes.
const require = createRequire(createRequire(import.meta.url).resolve('blind-peer'))
const theirs = require('blind-peer-muxer/spec/hyperschema').getEncoding('@blind-peer/cores')

const key = (byte: number) => Buffer.alloc(32, byte)
const REQUESTS = [
  { referrer: key(1), priority: 1, announce: false, cores: [{ key: key(2), length: 3 }] },
  { referrer: null, priority: 0, announce: true, cores: [] },
  {
    referrer: null,
    priority: 1,
    announce: true,
    cores: [
      { key: key(4), length: 70_000 },
      { key: key(5), length: 0 },
    ],
  },
]

test('a request has the bytes that blind-peer’s own codec gives it', () => {
  for (const request of REQUESTS) {
    const bytes = c.encode(blindRequest, request)
    expect(Buffer.from(bytes).equals(c.encode(theirs, request))).toBe(true)
    expect(c.decode(blindRequest, bytes)).toEqual(request)
  }
})

test('a request for more cores than allowed is not decoded', () => {
  const cores = Array.from({ length: MAX_REQUEST_CORES + 1 }, () => ({ key: key(1), length: 1 }))
  const bytes = c.encode(blindRequest, { referrer: null, priority: 0, announce: false, cores })
  expect(() => c.decode(blindRequest, bytes)).toThrow(RangeError)
})

test('arbitrary bytes decode to a request or throw a range error', () => {
  const random = seededRandom()
  for (let i = 0; i < 5000; i++) {
    const bytes = Buffer.from(random.bytes(random.integer(1, 300)))
    try {
      expect(c.decode(blindRequest, bytes).cores.length).toBeLessThanOrEqual(MAX_REQUEST_CORES)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toMatch(/Out of bounds|too|fixed|uint/i)
    }
  }
})
