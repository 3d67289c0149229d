import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ComiceError,
  defineErrors,
  errorFromWire,
  errorToWire,
  ExitCode,
  isComiceError,
  isExitCode,
  LIMITS,
} from '../../src/index.ts'
import { forAll } from '../property.ts'

const Errors = defineErrors({
  PROFILE_LOCKED: {
    exit: ExitCode.Conflict,
    message: ({ pid }: { pid: number }) => `process ${pid} uses this profile`,
    expected: 'a free profile',
    found: ({ pid }) => `the lock of ${pid}`,
    hint: ({ pid }) => `stop process ${pid}`,
  },
  OUT_OF_PEARS: { exit: ExitCode.NoSpace, message: () => 'no pears are left' },
})

test('a catalogue makes errors with texts, exit code and details', () => {
  const cause = new Error('EAGAIN')
  const error = Errors.PROFILE_LOCKED({ pid: 7 }, { cause })
  expect(error).toMatchObject({
    name: 'ComiceError',
    code: 'PROFILE_LOCKED',
    message: 'process 7 uses this profile',
    expected: 'a free profile',
    found: 'the lock of 7',
    hint: 'stop process 7',
    exitCode: 7,
    details: { pid: 7 },
    cause,
  })
  expect(error).toBeInstanceOf(Error)
  expect(Errors.OUT_OF_PEARS()).toMatchObject({ code: 'OUT_OF_PEARS', details: {} })
  expect('hint' in Errors.OUT_OF_PEARS({})).toBe(false)
})

test('an error is recognised by its mark, from any copy of the package', () => {
  const foreign = Object.assign(new Error('x'), { [Symbol.for('comice.error')]: true, code: 'X_Y' })
  expect(isComiceError(foreign)).toBe(true)
  expect(isComiceError(foreign, 'X_Y')).toBe(true)
  expect(isComiceError(foreign, 'OTHER')).toBe(false)
  for (const other of [new Error('x'), null, undefined, 'x', { code: 'X_Y' }])
    expect(isComiceError(other)).toBe(false)
})

test('an error comes back from the wire with everything but its stack and cause', () => {
  const wire = errorToWire(Errors.PROFILE_LOCKED({ pid: 7 }, { cause: new Error('private') }))
  expect(JSON.stringify(wire)).not.toContain('private')
  const back = errorFromWire(JSON.parse(JSON.stringify(wire)))
  expect(errorToWire(back)).toEqual(wire)
  expect(isComiceError(back, 'PROFILE_LOCKED')).toBe(true)
})

test('a bug crosses as INTERNAL, without its message', () => {
  for (const bug of [new TypeError('/home/alice/secret'), 'secret', null, undefined, { message: 'secret' }]) {
    const wire = errorToWire(bug)
    expect(wire.code).toBe('INTERNAL')
    expect(JSON.stringify(wire)).not.toContain('secret')
  }
})

test('texts from the wire are bounded, and cannot control a terminal', () => {
  const error = errorFromWire({
    code: 'FULL',
    message: `\u001b[2Jgone\u202e${'x'.repeat(10_000)}`,
    hint: '\u009b31mred\u0007',
    exitCode: 9,
    details: {
      path: '\u001b]0;title\u0007/tmp',
      'bad name': 1,
      nested: { deep: { deeper: { deepest: 1 } } },
      big: 'y'.repeat(999),
    },
  })
  expect(error.message).toMatch(/^gonex+…$/u)
  expect(error.message.length).toBeLessThanOrEqual(LIMITS.MAX_ERROR_MESSAGE_CHARS)
  expect(error.hint).toBe('red')
  expect(error.details).toEqual({ path: '/tmp', nested: { deep: {} }, big: `${'y'.repeat(199)}…` })
})

test('details from the wire are bounded in number, and change no prototype', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, [i, i, i]]))
  expect(JSON.stringify(errorFromWire({ code: 'FULL', details: many }).details).length).toBeLessThan(500)
  const hostile: unknown = JSON.parse(
    '{"code":"FULL","details":{"__proto__":{"polluted":1},"constructor":1}}',
  )
  const error = errorFromWire(hostile)
  expect((error.details as { polluted?: number }).polluted).toBe(undefined)
  expect(({} as { polluted?: number }).polluted).toBe(undefined)
})

test.each<[string, unknown]>([
  ['no object', 'FULL'],
  ['no code', { message: 'x' }],
  ['a code in lower case', { code: 'full' }],
  ['a code with a newline', { code: 'FULL\n' }],
  ['a code that is too long', { code: 'F'.repeat(99) }],
  [
    'a getter that throws',
    {
      get code() {
        throw new Error('no')
      },
    },
  ],
])('%s becomes INTERNAL', (_, wire) => {
  expect(errorFromWire(wire).code).toBe('INTERNAL')
})

test('minus zero, which JSON does not carry, becomes zero', () => {
  expect(errorFromWire({ code: 'FULL', details: { count: -0 } }).details).toEqual({ count: 0 })
})

test('an exit code that is none of ours becomes 1', () => {
  expect(errorFromWire({ code: 'FULL', exitCode: 0.5 }).exitCode).toBe(1)
  expect(errorFromWire({ code: 'FULL', exitCode: 9 }).exitCode).toBe(9)
  expect(isExitCode(10)).toBe(false)
})

test('anything at all becomes an error, and its wire form is stable', () => {
  const names = ['code', 'message', 'expected', 'found', 'hint', 'exitCode', 'details']
  const loose = fc.anything({ maxDepth: 3, withNullPrototype: true, withBigInt: true })
  const shaped = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.oneof(loose, fc.constantFrom('FULL', 9))])),
  )
  forAll(fc.oneof(loose, shaped), 2000, (wire) => {
    const error = errorFromWire(wire)
    expect(isComiceError(error)).toBe(true)
    const again = errorToWire(error)
    expect(errorToWire(errorFromWire(JSON.parse(JSON.stringify(again))))).toEqual(again)
    expect(JSON.stringify(again).length).toBeLessThan(20_000)
    expect(errorToWire(wire).code).toBe('INTERNAL')
  })
})

test('a ComiceError can be made without a catalogue', () => {
  const error = new ComiceError({ code: 'X_Y', message: 'x', exitCode: ExitCode.Failed, details: {} })
  expect(errorToWire(error)).toEqual({ code: 'X_Y', message: 'x', exitCode: 1, details: {} })
})
