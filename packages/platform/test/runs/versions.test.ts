/** What an app learns of its own releases. */
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createReleaseReader } from '../../src/runs/release-reader.ts'
import { openedSubject } from '../../src/runs/subject.ts'
import { createTerminalApps, type TerminalApps } from './terminal-app.ts'

const MAIN = `
  import { versions } from '@comice/runtime'
  const { app, releases, platform } = await versions()
  console.log(JSON.stringify({ app, releases, platform }))
  process.exit()`

async function release(
  { platform, app }: TerminalApps,
  key: Uint8Array,
  { version, channel = 'stable' }: { version: string; channel?: string },
) {
  const manifest = { name: 'pears', version, type: 'module', main: 'main.ts' }
  await writeFile(app.join('package.json'), JSON.stringify(manifest))
  await writeFile(app.join('CHANGELOG.md'), `# ${version}\n\nNew in ${version}.\n`)
  await platform.author.stage(app.path, { key, channel })
  return platform.author.release({ key, channel })
}

test('an app is told of the releases of its link, which are current, and which it is', async () => {
  await using world = await createTerminalApps({ 'main.ts': MAIN })
  const { author } = world.platform
  const { key, link } = await author.touch()
  const first = await release(world, key, { version: '1.0.0' })
  const second = await release(world, key, { version: '2.0.0' })
  const next = await release(world, key, { version: '3.0.0', channel: 'next' })
  await author.rollback({ key, notes: 'two was broken' })
  const { line, reported } = await world.start({ target: link, folder: false })
  const told = JSON.parse(await line(/^\{/)) as { platform: string; app: object; releases: object[] }
  await reported
  const { fork, length } = first
  expect(told.app).toEqual({ version: '1.0.0', channel: 'stable', fork, length })
  expect(told.releases).toMatchObject([
    { version: '1.0.0', channel: 'stable', length, notes: 'two was broken', isCurrent: true },
    { version: '3.0.0', channel: 'next', length: next.length, notes: 'New in 3.0.0.', isCurrent: true },
    { version: '2.0.0', channel: 'stable', length: second.length, isCurrent: false },
    { version: '1.0.0', channel: 'stable', length, releasedAt: first.releasedAt, isCurrent: false },
  ])
  expect(told.platform).toMatch(/^\d+\.\d+\.\d+/)
})

test('asked by many at once they are read once, and a later release is there', async () => {
  await using world = await createTerminalApps({ 'main.ts': MAIN })
  const { author, installs } = world.platform
  const { key, link } = await author.touch()
  await release(world, key, { version: '1.0.0' })
  const read = createReleaseReader(world.peer, openedSubject(await installs.open(link)))
  const [first, second] = await Promise.all([read(), read()])
  expect(second).toBe(first)
  await release(world, key, { version: '2.0.0' })
  expect((await read()).map(({ version }) => version)).toEqual(['2.0.0', '1.0.0'])
})

test('an app from a folder has no releases', async () => {
  await using world = await createTerminalApps({ 'main.ts': MAIN })
  const { line, reported } = await world.start()
  expect(JSON.parse(await line(/^\{/))).toMatchObject({ app: { channel: 'local' }, releases: [] })
  await reported
})
