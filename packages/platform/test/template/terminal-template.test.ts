/** The template's app itself, as somebody has it who has just made one. */
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createFromTemplate } from '../../src/template/create-from-template.ts'
import { startApps } from '../../src/testing/index.ts'

test('what is piped in before it is ready counts, and it ends with its input', async () => {
  await using dir = await tempDir('template')
  const { dir: app } = await createFromTemplate({ template: 'terminal', dir: dir.join('pears') })
  await using apps = await startApps(app, { peers: ['alice', 'bob'], args: (name) => [name] })
  const { alice, bob } = apps
  for (const text of ['one', 'two', 'three']) alice.send(text)
  alice.endInput()
  expect(await alice.ended).toEqual({ kind: 'exited', code: 0 })
  await bob.waitForLine(/^you are bob/)
  await alice.restart()
  for (const text of ['one', 'two', 'three']) await bob.waitForLine(`alice: ${text}`, { fromStart: true })
})
