/** A window app that is stopped while it is between two processes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createBroker } from '../../src/broker/broker.ts'
import { runSpec } from '../../src/runs/run-spec.ts'
import { folderSubject } from '../../src/runs/subject.ts'
import { type Renewed, WindowRun } from '../../src/runs/window-run.ts'
import { createOfflinePeer } from '../peers.ts'

const FILES = {
  'package.json': JSON.stringify({
    ...{ name: 'pears', version: '1.0.0', type: 'module', main: 'backend.js', pear: { type: 'window' } },
  }),
  'index.html': '<!doctype html><title>pears</title>',
  'backend.js': '',
}

test('an app that is stopped while its next version is looked for starts no other process', async () => {
  await using stack = new AsyncDisposableStack()
  const { peer } = stack.use(await createOfflinePeer())
  const [app, store] = [stack.use(await tempDir('app')), stack.use(await tempDir('store'))]
  for (const [name, text] of Object.entries(FILES)) await writeFile(app.join(name), text)
  await mkdir(store.join('files'))
  const subject = await folderSubject(app.path)
  const place = { subject, storageDir: store.path, request: { target: app.path, folder: true }, given: [] }
  const spec = await runSpec(place)
  const [looking, found] = [Promise.withResolvers<void>(), Promise.withResolvers<Renewed>()]
  let processes = 0
  const window = await WindowRun.start({
    ...{ subject, spec, storageDir: store.path, onstarted: () => undefined },
    attach: (stream) => {
      processes += 1
      const identity = {
        key: subject.key,
        author: null,
        version: '1.0.0',
        channel: 'local',
        length: 0,
        fork: 0,
      }
      return createBroker({
        stream,
        peer,
        storageDir: store.path,
        app: { ...identity, permissions: subject.permissions },
      })
    },
    renew: () => {
      looking.resolve()
      return found.promise
    },
  })
  await looking.promise
  const stopped = window.stop()
  found.resolve({ subject, spec })
  await stopped
  expect(processes).toBe(1)
  expect(await window.ended).toMatchObject({ isOrderly: true })
})
