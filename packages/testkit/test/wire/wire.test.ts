import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClock, createWire, once, testSeed, waitFor } from '../../src/index.ts'

const seed = testSeed()

/** Everything that arrives at an end, as it arrives. */
function collect(end: Duplex): { text: () => string; chunks: Buffer[] } {
  const chunks: Buffer[] = []
  end.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { text: () => Buffer.concat(chunks).toString(), chunks }
}

/** One turn of the event loop: what can pass has passed. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what is written to one end is read from the other, both ways, to the end', async () => {
  await using wire = createWire()
  wire.left.end('to the right')
  wire.right.end('to the left')
  expect(String(await buffer(wire.right))).toBe('to the right')
  expect(String(await buffer(wire.left))).toBe('to the left')
  await waitFor(() => wire.left.closed && wire.right.closed)
})

test('any chunks arrive whole and in order, whatever is paused and delayed on the way', async () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 3_000 }).map((bytes) => Buffer.from(bytes))
  const step = fc.oneof(
    { weight: 4, arbitrary: chunk },
    { weight: 2, arbitrary: fc.constantFrom('pause' as const, 'resume' as const) },
    { weight: 1, arbitrary: fc.nat(50) },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 4_000 }),
      async (steps, windowBytes) => {
        const clock = createClock(0)
        await using wire = createWire({ clock, windowBytes })
        const arrived = buffer(wire.right)
        for (const now of steps) {
          if (now === 'pause') wire.toRight.pause()
          else if (now === 'resume') wire.toRight.resume()
          else if (typeof now === 'number') wire.toRight.delay(now)
          else wire.left.write(now)
          await clock.advance(5)
        }
        wire.left.end()
        wire.restore()
        // At most one chunk is in the window at its smallest, and each may still be 50 ms away.
        await clock.advance(50 * (steps.length + 1))
        expect(await arrived).toEqual(Buffer.concat(steps.filter((one) => Buffer.isBuffer(one))))
      },
    ),
    { seed, numRuns: 60 },
  )
})

describe('back-pressure', () => {
  test('a reader that does not read stops the writer within the window', async () => {
    await using wire = createWire({ windowBytes: 64 * 1024 })
    const block = Buffer.alloc(16 * 1024)
    let written = 0
    while (wire.left.write(block) && written < 10_000) {
      written++
      await turn()
    }
    // The window, and what node buffers by itself at both ends.
    const bound =
      64 * 1024 + wire.left.writableHighWaterMark + wire.right.readableHighWaterMark + 2 * block.length
    expect(written * block.length).toBeLessThanOrEqual(bound)
    expect(wire.toRight.counters.bytesHeld).toBeLessThanOrEqual(64 * 1024 + block.length)

    const { chunks } = collect(wire.right)
    await once(wire.left, 'drain')
    await waitFor(() => chunks.length > written)
  })

  test('a paused wire holds no more than its window, and loses nothing', async () => {
    await using wire = createWire({ windowBytes: 1_000 })
    const { text } = collect(wire.right)
    wire.pause()
    for (let i = 0; i < 100; i++) wire.left.write(Buffer.alloc(100, 65 + (i % 26)))
    await turn()
    expect(text()).toBe('')
    expect(wire.toRight.counters).toMatchObject({ bytesIn: 1_000, bytesOut: 0, bytesHeld: 1_000 })
    expect(wire.left.writableLength).toBeGreaterThanOrEqual(9_000)
    wire.resume()
    await waitFor(() => text().length === 10_000)
    expect(wire.toRight.counters).toMatchObject({
      bytesIn: 10_000,
      bytesOut: 10_000,
      bytesHeld: 0,
      chunksOut: 100,
    })
  })
})

describe('what can be done to a direction', () => {
  test('pausing one direction leaves the other alone', async () => {
    await using wire = createWire()
    const right = collect(wire.right)
    const left = collect(wire.left)
    wire.toRight.pause()
    wire.left.write('question')
    wire.right.write('answer')
    await waitFor(() => left.text() === 'answer')
    expect(right.text()).toBe('')
    expect(wire.toRight.paused).toBe(true)
  })

  test('a delay holds each chunk for its time and keeps their order', async () => {
    const clock = createClock(0)
    await using wire = createWire({ clock })
    const { text } = collect(wire.right)
    wire.toRight.delay(100)
    wire.left.write('a')
    await clock.advance(50)
    wire.toRight.delay(10)
    wire.left.write('b')
    await clock.advance(49)
    expect(text()).toBe('')
    await clock.advance(1)
    expect(text()).toBe('ab')
  })

  test('a number of chunks is lost, then no more', async () => {
    await using wire = createWire()
    const { text } = collect(wire.right)
    wire.toRight.drop(2)
    for (const letter of 'abcd') wire.left.write(letter)
    await waitFor(() => text() === 'cd')
    expect(wire.toRight.counters).toMatchObject({
      chunksIn: 4,
      chunksDropped: 2,
      bytesDropped: 2,
      bytesOut: 2,
    })
  })

  test('the chunks that a predicate names are lost until the direction is restored', async () => {
    await using wire = createWire()
    const { text } = collect(wire.right)
    wire.toRight.drop((chunk, index) => index % 2 === 0 || chunk.equals(Buffer.from('d')))
    for (const letter of 'abcd') wire.left.write(letter)
    await waitFor(() => text() === 'b')
    wire.toRight.restore()
    wire.left.write('e')
    await waitFor(() => text() === 'be')
  })

  test('corruption changes what arrives and not what was written', async () => {
    await using wire = createWire()
    const { text } = collect(wire.right)
    const chunk = Buffer.from('pear')
    wire.toRight.corrupt(1)
    wire.left.write(chunk)
    wire.left.write(chunk)
    await waitFor(() => text() === 'peaspear')
    expect(String(chunk)).toBe('pear')
    wire.toRight.corrupt(
      (_, index) => index === 2,
      (bytes) => bytes.fill('?'),
    )
    wire.left.write(chunk)
    await waitFor(() => text().endsWith('????'))
    expect(wire.toRight.counters.chunksCorrupted).toBe(2)
  })
})

describe('endings', () => {
  test('a cut is an error at both ends, and what waits to be written fails', async () => {
    await using wire = createWire({ windowBytes: 10 })
    wire.pause()
    const errors = Promise.all([once<[Error]>(wire.left, 'error'), once<[Error]>(wire.right, 'error')])
    wire.left.write(Buffer.alloc(100))
    const failed = new Promise<Error | null | undefined>((resolve) => wire.left.write('late', resolve))
    wire.cut()
    wire.cut()
    for (const [error] of await errors) expect(error).toMatchObject({ code: 'WIRE_CUT' })
    expect(await failed).toBeInstanceOf(Error)
    expect(wire.isCut).toBe(true)
  })

  test('when one end is destroyed the other learns it after what was on the way', async () => {
    await using wire = createWire()
    const { text } = collect(wire.right)
    const error = once<[Error]>(wire.right, 'error')
    wire.pause()
    wire.left.write('last words')
    await turn()
    wire.left.destroy()
    await turn()
    expect(wire.right.destroyed).toBe(false)
    wire.resume()
    expect((await error)[0]).toMatchObject({ code: 'WIRE_RESET' })
    expect(text()).toBe('last words')
  })

  test('to an end that has said everything, a destroyed other end is an end without an error', async () => {
    await using wire = createWire()
    wire.left.end('all of it')
    expect(String(await buffer(wire.right))).toBe('all of it')
    wire.right.destroy()
    expect(String(await buffer(wire.left))).toBe('')
    await waitFor(() => wire.left.closed)
  })

  test('its scope closes both ends without an error', async () => {
    const ends: Duplex[] = []
    {
      await using wire = createWire()
      ends.push(wire.left, wire.right)
      wire.pause()
      wire.left.write('on the way')
    }
    expect(ends.map(({ closed, errored }) => ({ closed, errored }))).toEqual([
      { closed: true, errored: null },
      { closed: true, errored: null },
    ])
  })
})
