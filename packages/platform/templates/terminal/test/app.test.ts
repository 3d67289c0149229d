import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApps } from '@comice/platform/testing'

const APP = new URL('..', import.meta.url)

test('what alice types, bob reads', async () => {
  await using apps = await startApps(APP, { peers: ['alice', 'bob'], args: (name) => [name] })
  const { alice, bob } = apps
  await Promise.all([alice.waitForLine('hello bob'), bob.waitForLine('hello alice')])

  alice.send('the pears are ripe')
  assert.equal(await bob.waitForLine(/^alice:/), 'alice: the pears are ripe')
})

test('it ends with its input', async () => {
  await using apps = await startApps(APP, { peers: ['alice'] })
  apps.alice.endInput()
  assert.deepEqual(await apps.alice.ended, { kind: 'exited', code: 0 })
})
