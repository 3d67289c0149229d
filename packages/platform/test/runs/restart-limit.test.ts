import { expect, test } from 'vitest'
import { APP_RESTARTS_MS, MAX_APP_RESTARTS } from '../../src/constants.ts'
import { RestartLimit } from '../../src/runs/restart-limit.ts'

const pears = { id: 'pears', name: 'Pears' }

test('an app that starts again and again is stopped, another is not, and after a while it may again', () => {
  const limit = new RestartLimit()
  for (let at = 0; at < MAX_APP_RESTARTS; at++) limit.note(pears, at)
  expect(() => limit.note(pears, MAX_APP_RESTARTS)).toThrow(
    expect.objectContaining({ code: 'RESTARTED_TOO_OFTEN', message: expect.stringContaining('Pears') }),
  )
  limit.note({ id: 'plums', name: 'Plums' }, MAX_APP_RESTARTS)
  limit.note(pears, APP_RESTARTS_MS)
})

test('an app that starts again now and then may do so for ever', () => {
  const limit = new RestartLimit()
  const everyMs = APP_RESTARTS_MS / MAX_APP_RESTARTS
  for (let at = 0; at < 50; at++) limit.note(pears, at * everyMs)
})
