import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BEYOND_THE_SEAT_BELT, EXPECTED, HARMLESS, type Expected } from './expected-codes.ts'
import { CANARIES, createMachine } from './machine.ts'
import { MODES, runEscape, type Mode } from './run-escape.ts'

const CORPUS = join(import.meta.dirname, 'escapes')
const escapes = readdirSync(CORPUS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** bubblewrap is Linux's; elsewhere the seat belt is all there is. */
const modes = MODES.filter((mode) => process.platform === 'linux' || mode === 'permission model alone')

beforeAll(() => {
  process.env['COMICE_SECRET_FOR_TEST'] = 'canary-environment'
})
afterAll(() => {
  delete process.env['COMICE_SECRET_FOR_TEST']
})

describe.each(modes)('with %s', (mode) => {
  test.each(escapes)('%s', async (escape) => {
    await using machine = await createMachine()
    const { codes, output, outcome } = await runEscape(machine, escape, mode)
    expect(outcome, `${JSON.stringify(outcome)}\n${output}`).toEqual({ kind: 'exited', code: 0 })
    expect(codes).toEqual(expectedCodes(escape, mode))
    // By the one link that the seat belt lets it follow it reads what the link leads to.
    const isRead = escape === 'follow-links' && mode === 'permission model alone'
    expect(CANARIES.filter((canary) => output.includes(canary))).toEqual(isRead ? ['canary-profile'] : [])
    expect(await machine.damage()).toEqual([])
  })
})

test('with all layers nothing happens but what is harmless', () => {
  expect(happenings('all layers')).toEqual(HARMLESS)
})

test('what goes past the seat belt is listed, in the documentation too', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/concepts/confinement.md'), 'utf8')
  const beyond = happenings('permission model alone').filter((name) => !HARMLESS.includes(name))
  expect(beyond).toEqual(BEYOND_THE_SEAT_BELT)
  for (const name of beyond) expect(page).toContain(name)
})

function expectedCodes(escape: string, mode: Mode): Record<string, string> {
  const attempts = Object.entries(EXPECTED[escape] ?? {})
  return Object.fromEntries(attempts.map(([attempt, expected]) => [attempt, codeIn(expected, mode)]))
}

function codeIn(expected: Expected, mode: Mode): string {
  return typeof expected === 'string' ? expected : expected[MODES.indexOf(mode)]!
}

function happenings(mode: Mode): string[] {
  return escapes.flatMap((escape) =>
    Object.entries(expectedCodes(escape, mode)).flatMap(([attempt, code]) =>
      code === 'HAPPENED' ? [`${escape}: ${attempt}`] : [],
    ),
  )
}
