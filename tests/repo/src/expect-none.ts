import { expect } from 'vitest'

/** Fails with every offence on a line of its own, so that a log of CI is enough to mend them. */
export function expectNone(offences: readonly unknown[]): void {
  if (offences.length === 0) return
  expect.fail(offences.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'))
}
