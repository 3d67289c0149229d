import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { firstLine } from '../../src/input/first-line.ts'

test('a passphrase is the same in however many pieces it comes', async () => {
  const bytes = Buffer.from(' grüße aus 東京 🍐 \r\nnot this')
  for (let at = 0; at <= bytes.byteLength; at++) {
    const pieces = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ byteLength }) => byteLength > 0)
    expect(await firstLine(Readable.from(pieces) as AsyncIterable<Buffer>)).toBe(' grüße aus 東京 🍐 ')
  }
})
