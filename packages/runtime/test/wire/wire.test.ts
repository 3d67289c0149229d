import { createWire as createCable, seededRandom, testSeed, waitFor } from '@comice/testkit'
import { RuntimeErrors } from '../../src/errors.ts'
import { describe, expect, test } from 'vitest'
import { MAX_BLOCK_BYTES, MAX_REQUESTS, MAX_UNSENT_BYTES, STREAM_WINDOW_BYTES } from '../../src/constants.ts'
import { encodeHead, FrameKind } from '../../src/wire/frame.ts'
import { encodeValue, type WireValue } from '../../src/wire/value.ts'
import { Wire } from '../../src/wire/wire.ts'
import type { WireStream } from '../../src/wire/wire-stream.ts'
import { createWires } from './wires.ts'

const echo = async (_: string, params: WireValue) => params

test('each side calls the other, many at once', async () => {
  await using wires = createWires({
    app: { onrequest: async (method) => `app: ${method}` },
    node: { onrequest: async (method, params) => [`node: ${method}`, params] },
  })
  const { app, node } = wires
  expect(await node.request('teardown')).toBe('app: teardown')
  const answers = await Promise.all(Array.from({ length: 2000 }, (_, index) => app.request('count', index)))
  expect(answers).toEqual(Array.from({ length: 2000 }, (_, index) => ['node: count', index]))
})

test('a call that waits for its turn ends with its signal, and those behind it keep theirs', async () => {
  const answers: (() => void)[] = []
  await using wires = createWires({
    app: {
      onrequest: async (method) => {
        if (method === 'slow') await new Promise<void>((resolve) => answers.push(resolve))
        return method
      },
    },
  })
  const { node } = wires
  const slow = Array.from({ length: MAX_REQUESTS }, () => node.request('slow'))
  const [one, two] = [new AbortController(), new AbortController()]
  const first = node.request('teardown', null, one.signal)
  const second = node.request('teardown', null, two.signal)
  const last = node.request('last')
  one.abort()
  await expect(first).rejects.toMatchObject({ code: 'CALL_CANCELLED' })
  await waitFor(() => answers.length === MAX_REQUESTS)
  answers[0]?.()
  // In the turn in which it is let go, or right after it.
  await slow[0]
  two.abort()
  await second.catch(() => undefined)
  expect(await last).toBe('last')
  for (const answer of answers) answer()
  expect(await Promise.all(slow)).toHaveLength(MAX_REQUESTS)
})

test('the node says nothing before the app does: whoever started the app still reads the socket', async () => {
  await using cable = createCable()
  const node = new Wire(cable.right, { side: 'node' })
  const call = node.request('teardown')
  // Nothing was written: frames of a turn are written in that turn, to the cable's counters too.
  await new Promise((resolve) => setImmediate(resolve))
  expect(cable.toLeft.counters.bytesIn).toBe(0)

  const app = new Wire(cable.left, { side: 'app', onrequest: async (method) => method })
  expect(await call).toBe('teardown')
  app.destroy()
  await node.closed
})

test('a block of the largest size crosses, a larger one is refused where it is sent', async () => {
  await using wires = createWires({ node: { onrequest: echo } })
  const block = new Uint8Array(MAX_BLOCK_BYTES).fill(9)
  expect(Buffer.compare((await wires.app.request('echo', block)) as Uint8Array, block)).toBe(0)
  await expect(wires.app.request('echo', new Uint8Array(2 * MAX_BLOCK_BYTES))).rejects.toMatchObject({
    code: 'VALUE_TOO_LARGE',
  })
  expect(await wires.app.request('echo', 1)).toBe(1)
})

test('a thousand calls with large answers at once are all answered', async () => {
  const block = Buffer.alloc(64 * 1024, 1)
  await using wires = createWires({ node: { onrequest: async () => block } })
  const answers = await Promise.all(Array.from({ length: 1000 }, () => wires.app.request('get')))
  expect(answers.every((answer) => (answer as Uint8Array).length === block.length)).toBe(true)
})

test('errors of ours cross whole, bugs cross as INTERNAL', async () => {
  await using wires = createWires({
    node: {
      onrequest: async (method) => {
        throw method === 'bug' ? new TypeError('secret') : RuntimeErrors.METHOD_UNKNOWN({ method })
      },
    },
  })
  await expect(wires.app.request('nothing')).rejects.toMatchObject({
    code: 'METHOD_UNKNOWN',
    details: { method: 'nothing' },
    hint: 'update Comice',
  })
  await expect(wires.app.request('bug')).rejects.toMatchObject({ code: 'INTERNAL' })
})

test('a cancelled call fails at once, and its handler is told', async () => {
  const told = Promise.withResolvers<unknown>()
  await using wires = createWires({
    node: {
      onrequest: (_, __, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            told.resolve(signal.reason)
            resolve(null)
          }),
        ),
    },
  })
  const controller = new AbortController()
  const call = wires.app.request('wait', null, controller.signal)
  controller.abort()
  await expect(call).rejects.toMatchObject({ code: 'CALL_CANCELLED' })
  expect(await told.promise).toMatchObject({ code: 'CALL_CANCELLED' })
})

test('when the pipe ends, what waits fails with WIRE_CLOSED on both sides', async () => {
  let stream: WireStream | undefined
  await using wires = createWires({
    node: { onrequest: () => new Promise(() => undefined), onopen: (_, __, opened) => (stream = opened) },
  })
  const call = wires.app.request('wait')
  const near = wires.app.open('flow')
  await waitFor(() => stream !== undefined)
  wires.cable.left.destroy()
  await expect(call).rejects.toMatchObject({ code: 'WIRE_CLOSED' })
  await waitFor(() => near.destroyed && stream?.destroyed)
  await Promise.all([wires.app.closed, wires.node.closed])
  await expect(wires.app.request('more')).rejects.toMatchObject({ code: 'WIRE_CLOSED' })
})

test('another version is refused by name', async () => {
  await using cable = createCable()
  cable.right.on('error', () => undefined)
  const app = new Wire(cable.left, { side: 'app' })
  cable.right.write(frame(FrameKind.Hello, 0, { version: 2 }))
  await expect(app.greeted()).rejects.toMatchObject({
    code: 'WIRE_VERSION',
    details: { expected: 1, found: 2 },
  })
})

test('a node that says nothing is named', async () => {
  await using cable = createCable()
  cable.right.on('error', () => undefined)
  const app = new Wire(cable.left, { side: 'app' })
  await expect(app.greeted(20)).rejects.toMatchObject({ code: 'WIRE_TIMEOUT' })
})

describe('streams', () => {
  test('bytes cross in order in both directions, and each direction ends by itself', async () => {
    await using wires = createWires({ node: { onopen: (_, __, stream) => void stream.pipe(stream) } })
    const random = seededRandom(testSeed())
    const sent = random.bytes(5_000_000)
    const stream = wires.app.open('echo')
    stream.end(sent)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    expect(Buffer.compare(Buffer.concat(chunks), sent)).toBe(0)
    await waitFor(() => wires.app.openStreams === 0 && wires.node.openStreams === 0)
  })

  test('values cross one by one, also some that are larger than the window', async () => {
    await using wires = createWires({ node: { onopen: (_, __, stream) => void stream.pipe(stream) } })
    const values = Array.from({ length: 300 }, (_, index) => ({
      index,
      block: Buffer.alloc(index * 3000, index),
    }))
    const stream = wires.app.open('echo', null, { items: true })
    void (async () => {
      for (const value of values)
        if (!stream.write(value)) await new Promise((go) => stream.once('drain', go))
      stream.end()
    })()
    const back = (await stream.toArray()) as typeof values
    expect(back.map(({ index }) => index)).toEqual(values.map(({ index }) => index))
    expect(back.every(({ block }, index) => Buffer.compare(block, values[index]!.block) === 0)).toBe(true)
  })

  test('a writer waits for a reader that stalls: what is buffered stays within the window', async () => {
    let far: WireStream | undefined
    await using wires = createWires({ node: { onopen: (_, __, stream) => (far = stream) } })
    const stream = wires.app.open('flow')
    let written = 0
    const chunk = Buffer.alloc(16 * 1024)
    const write = () => {
      while (written < 64 * 1024 * 1024) {
        written += chunk.length
        if (!stream.write(chunk)) return void stream.once('drain', write)
      }
    }
    write()
    await waitFor(() => (far?.unreadBytes ?? 0) > STREAM_WINDOW_BYTES / 2)
    // Other calls go on, so the pipe itself is not what waits.
    await expect(wires.node.request('x')).rejects.toMatchObject({ code: 'METHOD_UNKNOWN' })
    expect(written).toBeLessThan(3 * STREAM_WINDOW_BYTES)
    expect(far?.unreadBytes).toBeLessThan(2 * STREAM_WINDOW_BYTES)
    far?.resume()
    await waitFor(() => written >= 64 * 1024 * 1024, { timeoutMs: 20_000 })
  })

  test('a stream that is destroyed ends at the other side with its error', async () => {
    let far: WireStream | undefined
    await using wires = createWires({ node: { onopen: (_, __, stream) => (far = stream) } })
    const stream = wires.app.open('flow')
    await waitFor(() => far !== undefined)
    far?.destroy(RuntimeErrors.NOT_AN_APP())
    await expect(stream.toArray()).rejects.toMatchObject({ code: 'NOT_AN_APP' })
    expect(wires.app.openStreams).toBe(0)
  })

  test('more streams than allowed are refused by name, and closing one makes room', async () => {
    await using wires = createWires({ node: { maxStreams: 2, onopen: () => undefined } })
    const [first, second, third] = [wires.app.open('a'), wires.app.open('b'), wires.app.open('c')]
    await expect(third.toArray()).rejects.toMatchObject({ code: 'TOO_MANY_STREAMS' })
    first.destroy()
    const fourth = wires.app.open('d')
    await waitFor(() => wires.node.openStreams === 2)
    expect([second.destroyed, fourth.destroyed]).toEqual([false, false])
  })

  test('a wire is busy while a call or a stream that is ref waits', async () => {
    const busy: boolean[] = []
    await using wires = createWires({
      app: { onbusy: (now) => busy.push(now) },
      node: { onrequest: echo, onopen: () => undefined },
    })
    await wires.app.request('x')
    expect(busy).toEqual([true, false])
    const stream = wires.app.open('handle')
    stream.setRef(false)
    stream.setRef(true)
    stream.destroy()
    await waitFor(() => busy.length === 6)
    expect(busy).toEqual([true, false, true, false, true, false])
  })
})

/** Data and credit are bytes as they are, everything else is a value. */
function frame(kind: number, id: number, value: WireValue): Buffer {
  const isRaw = value instanceof Uint8Array
  const payload = isRaw ? value : Buffer.concat(encodeValue(value))
  return Buffer.concat([encodeHead(kind as FrameKind, id, payload.length), payload])
}

const HELLO = frame(FrameKind.Hello, 0, { version: 1 })

describe('a hostile app', () => {
  test.each([
    ['no hello', [frame(FrameKind.Request, 1, ['x', null])]],
    ['two hellos', [HELLO, HELLO]],
    ['a hello without a version', [frame(FrameKind.Hello, 0, {})]],
    ['a frame of 2 GiB', [HELLO, Buffer.from('7fffffff', 'hex')]],
    ['an empty frame', [HELLO, Buffer.from('00000000', 'hex')]],
    ['an unknown kind', [HELLO, frame(99, 1, null)]],
    ['an id of the node', [HELLO, frame(FrameKind.Request, 2, ['x', null])]],
    [
      'an id twice',
      [HELLO, frame(FrameKind.Open, 1, ['x', null, false]), frame(FrameKind.Open, 1, ['x', null, false])],
    ],
    ['a request that is no list', [HELLO, frame(FrameKind.Request, 1, { method: 'x' })]],
    ['a method of 100 characters', [HELLO, frame(FrameKind.Request, 1, ['x'.repeat(100), null])]],
    ['an answer without a request', [HELLO, frame(FrameKind.Response, 2, null)]],
    [
      'more credit than the window',
      [
        HELLO,
        frame(FrameKind.Open, 1, ['x', null, false]),
        frame(FrameKind.Credit, 1, Buffer.from('7fffffff', 'hex')),
      ],
    ],
    [
      'data after the end',
      [
        HELLO,
        frame(FrameKind.Open, 1, ['x', null, false]),
        frame(FrameKind.End, 1, Buffer.alloc(0)),
        frame(FrameKind.Data, 1, Buffer.alloc(1)),
      ],
    ],
    [
      'data beyond the credit',
      [
        HELLO,
        frame(FrameKind.Open, 1, ['x', null, false]),
        ...Array.from({ length: 30 }, () => frame(FrameKind.Data, 1, Buffer.alloc(60_000))),
      ],
    ],
    [
      'an item that is no value',
      [
        HELLO,
        frame(FrameKind.Open, 1, ['read', null, true]),
        frame(FrameKind.Data, 1, Buffer.from('ff', 'hex')),
      ],
    ],
    [
      '300 requests that wait',
      [
        HELLO,
        ...Array.from({ length: MAX_REQUESTS + 1 }, (_, index) =>
          frame(FrameKind.Request, index * 2 + 1, ['x', null]),
        ),
      ],
    ],
  ])('%s ends the wire with WIRE_MALFORMED', async (_, frames) => {
    await using cable = createCable()
    const node = new Wire(cable.right, {
      side: 'node',
      onrequest: () => new Promise(() => undefined),
      onopen: (method, __, stream) => void (method === 'read' && stream.resume()),
    })
    cable.left.on('error', () => undefined)
    for (const bytes of frames) cable.left.write(bytes)
    expect(await node.closed).toMatchObject({ code: 'WIRE_MALFORMED' })
    expect(node.openStreams).toBe(0)
  })

  test('an app that calls and does not read is not read from, and the node holds little', async () => {
    await using cable = createCable()
    const block = Buffer.alloc(MAX_BLOCK_BYTES)
    let served = 0
    const node = new Wire(cable.right, {
      side: 'node',
      onrequest: async () => {
        served++
        return block
      },
    })
    cable.left.on('error', () => undefined)
    cable.toLeft.pause()
    cable.left.write(HELLO)
    for (let id = 1; id < 400; id += 2) cable.left.write(frame(FrameKind.Request, id, ['get', null]))
    await waitFor(() => node.unsentBytes > MAX_UNSENT_BYTES)
    const before = served
    for (let id = 401; id < 500_000; id += 2) cable.left.write(frame(FrameKind.Open, id, ['x', null, false]))
    await new Promise((resolve) => setImmediate(resolve))
    expect(node.unsentBytes).toBeLessThan(before * MAX_BLOCK_BYTES + 1024 * 1024)
    expect(node.openStreams).toBe(0)
  })

  test('6,000 damaged conversations throw nothing and leave nothing', async () => {
    const random = seededRandom(testSeed())
    const talk = Buffer.concat([
      HELLO,
      frame(FrameKind.Request, 1, ['core.get', { core: 3, index: 1 }]),
      frame(FrameKind.Open, 3, ['core', { name: 'x' }, true]),
      frame(FrameKind.Data, 3, [1]),
      frame(FrameKind.Open, 5, ['flow', null, false]),
      frame(FrameKind.Data, 5, Buffer.from('hello')),
      frame(FrameKind.Credit, 5, Buffer.from('00000010', 'hex')),
      frame(FrameKind.Cancel, 1, Buffer.alloc(0)),
      frame(FrameKind.End, 5, Buffer.alloc(0)),
      frame(FrameKind.Reset, 3, null),
    ])
    const outcomes = new Map<string, number>()
    for (let round = 0; round < 60; round++) {
      await Promise.all(Array.from({ length: 100 }, () => damagedTalk()))
    }
    async function damagedTalk(): Promise<void> {
      await using cable = createCable()
      cable.left.on('error', () => undefined)
      const node = new Wire(cable.right, {
        side: 'node',
        onrequest: echo,
        onopen: (_, __, stream) => void stream.resume(),
      })
      const bytes = Buffer.from(talk)
      for (let hit = 0; hit < random.integer(0, 4); hit++)
        bytes[random.integer(HELLO.length, bytes.length - 1)] = random.integer(0, 255)
      const cut = random.integer(0, bytes.length)
      cable.left.write(bytes.subarray(0, cut))
      cable.left.end(bytes.subarray(cut))
      const error = (await node.closed) as { code?: string } | null
      const outcome = error === null ? 'closed' : (error.code ?? 'no code')
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      expect(node.openStreams).toBe(0)
    }
    expect([...outcomes.keys()].sort()).toEqual(['WIRE_MALFORMED', 'closed'])
  })
})
