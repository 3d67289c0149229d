import { isComiceError } from '@comice/protocol/errors'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { MAX_PAGE_CALLS, MAX_PAGE_MESSAGE_BYTES, PAGE_WINDOW_BYTES } from '../../src/constants.ts'
import { createChannelPair, type PageCall, servePage } from '../../src/page/index.ts'
import { encodePageMessage } from '../../src/page/page-wire.ts'
import type { Subscription } from '../../src/ui/index.ts'
import { joined } from './joined.ts'

/** Promises that a test resolves when it likes. */
function gates() {
  const entered = Promise.withResolvers<AbortSignal>()
  const left = Promise.withResolvers<void>()
  return { entered, left }
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (isComiceError(error) ? error.code : String(error)),
  )
}

test('a call gives what the method gives, and its types follow the method’s', async () => {
  const api = {
    greet: (name: string) => `hello ${name}`,
    later: async (bytes: Uint8Array) => ({ length: bytes.length, bytes }),
    nothing: () => undefined,
  }
  await using page = joined(api)
  expectTypeOf(page.api.greet).toEqualTypeOf<(name: string) => Promise<string>>()
  expect(await page.api.greet('alice')).toBe('hello alice')
  expect(await page.api.later(new Uint8Array([1, 2, 3]))).toEqual({
    length: 3,
    bytes: new Uint8Array([1, 2, 3]),
  })
  expect(await page.api.nothing()).toBe(undefined)
})

test('calls are answered as they are done, not as they came', async () => {
  const { left } = gates()
  await using page = joined({ slow: () => left.promise, fast: () => 'fast' })
  const slow = page.api.slow()
  expect(await page.api.fast()).toBe('fast')
  left.resolve()
  expect(await slow).toBe(undefined)
})

test('errors cross with their code: those of Comice, those of the app, and the app’s without one', async () => {
  class NoteMissing extends Error {
    readonly code = 'NOTE_MISSING'
  }
  await using page = joined({
    missing: () => Promise.reject(new NoteMissing('there is no such note')),
    bug: () => {
      throw new TypeError('cannot read')
    },
    odd: () => Promise.reject(Object.assign(new Error('odd'), { code: 'not a code' })),
  })
  await expect(page.api.missing()).rejects.toMatchObject({
    code: 'NOTE_MISSING',
    message: 'there is no such note',
  })
  await expect(page.api.bug()).rejects.toMatchObject({ code: 'PAGE_CALL_FAILED', message: 'cannot read' })
  expect(await codeOf(page.api.odd())).toBe('PAGE_CALL_FAILED')
})

test('nothing but the methods themselves can be called', async () => {
  const inherited = Object.create({ inherited: () => 'inherited' }) as Record<string, () => string>
  inherited['own'] = () => 'own'
  await using page = joined(inherited)
  const any = page.api as unknown as Record<string, () => Promise<unknown>>
  expect(await any['own']!()).toBe('own')
  for (const name of ['inherited', 'constructor', 'toString', '__proto__', 'hasOwnProperty', ''])
    expect(await codeOf(any[name]!()), name).toBe('METHOD_UNKNOWN')
})

test('what is not an object of functions is refused when it is exposed', async () => {
  const [, end] = createChannelPair()
  const refused = (api: object) => codeOf(servePage(api as Record<string, () => unknown>, end))
  expect(await refused({ secret: 'text' })).toBe('PAGE_API_INVALID')
  expect(await refused({ then: () => 1 })).toBe('PAGE_API_INVALID')
  expect(await refused({ 'a b': () => 1 })).toBe('PAGE_API_INVALID')
})

describe('subscriptions', () => {
  test('every item comes, in order, then the end', async () => {
    await using page = joined({
      async *count(to: number) {
        for (let at = 1; at <= to; at += 1) yield at
      },
    })
    expectTypeOf(page.api.count).toEqualTypeOf<(to: number) => Subscription<number>>()
    const seen: number[] = []
    for await (const at of page.api.count(1000)) seen.push(at)
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
  })

  test('a page that does not read holds its backend back, and gets the rest when it reads', async () => {
    const block = new Uint8Array(16 * 1024)
    let made = 0
    await using page = joined({
      async *blocks() {
        for (; made < 1000; made += 1) yield block
      },
    })
    const blocks = page.api.blocks()
    await blocks.next()
    // A call that comes later is answered later than all that the stream could send.
    await codeOf((page.api as unknown as { none(): Promise<void> }).none())
    expect(page.receivedBytes()).toBeLessThan(PAGE_WINDOW_BYTES + 2 * block.length)
    expect(made).toBeLessThan(20)
    let bytes = block.length
    for await (const each of blocks) bytes += each.length
    expect(bytes).toBe(1000 * block.length)
  })

  test('leaving the loop returns the generator and aborts its signal', async () => {
    const { entered, left } = gates()
    await using page = joined({
      async *ticks(this: PageCall) {
        entered.resolve(this.signal)
        try {
          for (let at = 0; ; at += 1) yield at
        } finally {
          left.resolve()
        }
      },
    })
    for await (const tick of page.api.ticks()) if (tick === 3) break
    await left.promise
    expect((await entered.promise).aborted).toBe(true)
  })

  test('an error within a stream comes after what was yielded', async () => {
    await using page = joined({
      async *two() {
        yield 1
        yield 2
        throw Object.assign(new Error('no more'), { code: 'OUT_OF_ITEMS' })
      },
    })
    const seen: number[] = []
    const reading = (async () => {
      for await (const each of page.api.two()) seen.push(each)
    })()
    expect(await codeOf(reading)).toBe('OUT_OF_ITEMS')
    expect(seen).toEqual([1, 2])
  })

  test('a value that cannot cross ends the stream with its reason', async () => {
    await using page = joined({
      async *odd() {
        yield () => 1
      },
    })
    expect(await codeOf(page.api.odd().next())).toBe('VALUE_UNSUPPORTED')
  })
})

describe('giving up', () => {
  test('a signal rejects the call with its reason and aborts the method’s signal', async () => {
    const { entered } = gates()
    await using page = joined({
      wait(this: PageCall) {
        entered.resolve(this.signal)
        return new Promise<void>(() => undefined)
      },
    })
    const giving = new AbortController()
    const waiting = page.withSignal(giving.signal).wait()
    const signal = await entered.promise
    giving.abort(new Error('not needed any more'))
    await expect(waiting).rejects.toThrow('not needed any more')
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  })

  test('a signal that has aborted already sends nothing', async () => {
    let calls = 0
    await using page = joined({ count: () => ++calls })
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(page.withSignal(signal).count()).rejects.toThrow('too late')
    expect(await page.api.count()).toBe(1)
  })

  test('when the page goes away every method is told and every stream returned', async () => {
    const { entered, left } = gates()
    const page = joined({
      wait(this: PageCall) {
        entered.resolve(this.signal)
        return new Promise<void>(() => undefined)
      },
      async *ticks() {
        try {
          yield 1
        } finally {
          left.resolve()
        }
      },
    })
    const waiting = codeOf(page.api.wait())
    const ticks = page.api.ticks()
    await ticks.next()
    const signal = await entered.promise
    await page.cut()
    await left.promise
    expect(signal.aborted).toBe(true)
    expect(await waiting).toBe('PAGE_DISCONNECTED')
    expect(await codeOf(ticks.next().then(() => ticks.next()))).toBe('PAGE_DISCONNECTED')
  })
})

describe('a connection that comes back', () => {
  test('calls made meanwhile wait for it; those under way are not repeated', async () => {
    const { entered } = gates()
    let times = 0
    await using page = joined({
      once: () => {
        times += 1
        entered.resolve(AbortSignal.abort())
        return new Promise<void>(() => undefined)
      },
      greet: () => 'hello',
    })
    const once = codeOf(page.api.once())
    await entered.promise
    await page.cut()
    const greeting = page.api.greet()
    page.join()
    expect(await greeting).toBe('hello')
    expect(await once).toBe('PAGE_DISCONNECTED')
    expect(times).toBe(1)
  })
})

describe('limits', () => {
  test('more calls at once than the limit are refused, and the others are not', async () => {
    const { left } = gates()
    await using page = joined({ wait: () => left.promise })
    const waiting = Array.from({ length: MAX_PAGE_CALLS }, () => page.api.wait())
    expect(await codeOf(page.api.wait())).toBe('PAGE_BUSY')
    left.resolve()
    await Promise.all(waiting)
    await page.api.wait()
  })

  test('a backend refuses what a page of its own making sends beyond the limit', async () => {
    const { left } = gates()
    const [pageEnd, backendEnd] = createChannelPair()
    const served = servePage({ wait: () => left.promise }, backendEnd)
    for (let id = 1; id <= MAX_PAGE_CALLS + 1; id += 1)
      await pageEnd.send(encodePageMessage([1, id, 'wait', [], 0]))
    const messages = pageEnd.messages[Symbol.asyncIterator]()
    const { value } = (await messages.next()) as { value: Uint8Array }
    expect(Buffer.from(value).toString('latin1')).toContain('PAGE_BUSY')
    left.resolve()
    pageEnd.close()
    await served
  })

  test('a value that is too large for one message is refused on either side', async () => {
    const large = new Uint8Array(MAX_PAGE_MESSAGE_BYTES)
    await using page = joined({ size: (bytes: Uint8Array) => bytes.length, give: () => large })
    expect(await codeOf(page.api.size(large))).toBe('VALUE_TOO_LARGE')
    expect(await codeOf(page.api.give())).toBe('VALUE_TOO_LARGE')
    expect(await page.api.size(large.subarray(100))).toBe(large.length - 100)
  })

  test('what is no value is refused before it is sent', async () => {
    await using page = joined({ take: (value: unknown) => typeof value })
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const polluting: unknown = JSON.parse('{"__proto__": {"polluted": true}}')
    for (const value of [() => 1, new Date(0), cycle, 1n, Symbol('x'), polluting])
      expect(await codeOf(page.api.take(value)), typeof value).toBe('VALUE_UNSUPPORTED')
  })
})

describe('a page that breaks the protocol', () => {
  const hostile: Record<string, Uint8Array> = {
    'no value': new Uint8Array([0xff]),
    'no list': encodePageMessage([]).subarray(0, 0),
    'an empty list': encodePageMessage([]),
    'no id': encodePageMessage([1]),
    'an id of 0': encodePageMessage([2, 0]),
    'an unknown type': encodePageMessage([9, 1]),
    'a reply': encodePageMessage([16, 1, 'value']),
    'a method that is no text': encodePageMessage([1, 1, 7, [], 0]),
    'a long name': encodePageMessage([1, 1, 'a'.repeat(65), [], 0]),
    'arguments that are no list': encodePageMessage([1, 1, 'wait', {}, 0]),
    'too many arguments': encodePageMessage([1, 1, 'wait', Array.from({ length: 17 }, () => 0), 0]),
    'a negative credit': encodePageMessage([3, 1, -1]),
    // {"__proto__": 1} in the encoding, as the only argument.
    'a member called __proto__': Uint8Array.from([
      0x85,
      1,
      1,
      0x64,
      ...Buffer.from('wait'),
      0x81,
      0xa1,
      0x69,
      ...Buffer.from('__proto__'),
      1,
      0,
    ]),
  }

  test.each(Object.entries(hostile))('%s ends its own channel and nothing else', async (_, message) => {
    const [pageEnd, backendEnd] = createChannelPair()
    const served = servePage({ wait: () => undefined }, backendEnd)
    await pageEnd.send(message)
    await served
    await expect(pageEnd.send(message)).rejects.toMatchObject({ code: 'PAGE_DISCONNECTED' })
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined)
  })

  test('an id that is used twice', async () => {
    const { left } = gates()
    const [pageEnd, backendEnd] = createChannelPair()
    const served = servePage({ wait: () => left.promise }, backendEnd)
    const call = encodePageMessage([1, 1, 'wait', [], 0])
    await pageEnd.send(call)
    await pageEnd.send(call)
    await served
    left.resolve()
  })
})
