import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApps } from '@comice/platform/testing'
import type { Api } from '../main.ts'

const APP = new URL('..', import.meta.url)

test('what a page adds is there for the next page, after a restart too', async () => {
  await using apps = await startApps(APP, { peers: ['alice'] })
  using first = await apps.alice.connect<Api>()
  await first.api.add('pears')

  const again = await apps.alice.restart()
  using second = await again.connect<Api>()
  for await (const items of second.api.watch()) {
    assert.deepEqual(items, ['pears'])
    break
  }
})
