/** What docs/guides/sharing-an-app.md says, done as it says it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createPerson, succeed } from '../src/person.ts'

const GUIDE = new URL('../../../docs/guides/sharing-an-app.md', import.meta.url)

/** The text of the first fence of that language. */
function fence(page: string, language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'msu').exec(page) ?? []
  if (text === undefined) throw new Error(`the guide has no ${language}`)
  return text
}

test('the app of the guide counts where it runs, from its folder and from its link', async () => {
  const page = await readFile(GUIDE, 'utf8')
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  await using alice = createPerson('alice', { home: home.path, options })
  await using bob = createPerson('bob', { home: home.path, options })
  const dir = join(home.path, 'visits')
  await mkdir(dir)
  await writeFile(join(dir, 'package.json'), fence(page, 'json'))
  await writeFile(join(dir, 'index.js'), fence(page, 'js'))

  expect((await succeed(alice, ['run', dir])).lines).toEqual(['Visits 1.0.0 ran 1 times here'])
  expect((await succeed(alice, ['run', dir])).lines).toEqual(['Visits 1.0.0 ran 2 times here'])
  await succeed(alice, ['app', 'stage', dir])
  await succeed(alice, ['app', 'release', dir])
  const manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as { upgrade: string }

  await using seed = await alice.start(['app', 'seed', dir])
  expect((await succeed(bob, ['run', manifest.upgrade, '--yes'])).lines).toEqual([
    'Visits 1.0.0 ran 1 times here',
  ])
  await succeed(bob, ['app', 'alias', manifest.upgrade, 'visits'])
  expect((await succeed(bob, ['run', 'visits'])).lines).toEqual(['Visits 1.0.0 ran 2 times here'])
  expect(await seed.stop()).toEqual({ code: 0, signal: null })
})
