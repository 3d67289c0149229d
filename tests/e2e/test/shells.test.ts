/** A shell at another machine, whose link is cut while it works. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createNetworks, tempDir } from '@comice/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { createPerson, succeed } from '../src/person.ts'
import { PROGRAM, SOURCE } from '../src/program.ts'

afterEach(() => vi.unstubAllEnvs())

test('a shell outlives a cut link, and comes back by itself with what it has said meanwhile', async () => {
  await using home = await tempDir('home')
  // Login shells without the profile of whoever runs this.
  vi.stubEnv('HOME', home.path)
  await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
  const { hosts } = networks
  await using alice = createPerson('alice', { home: home.path, on: hosts.alice })
  await using bob = createPerson('bob', { home: home.path, on: hosts.bob })
  const deviceOf = async (person: typeof alice) =>
    String((await succeed(person, ['id', 'show', '--json'])).json[0]?.['device'])
  await succeed(bob, ['peer', 'add', 'pi', await deviceOf(alice)])
  await succeed(alice, ['grant', 'add', await deviceOf(bob), 'shell'])

  // It gives the command a terminal, and ends as that does.
  const command = [process.execPath, SOURCE, PROGRAM, '--profile', 'bob', 'shell', 'pi']
  await using shell = await hosts.bob.spawn({
    name: 'bob',
    command: 'script',
    args: ['--quiet', '--flush', '--return', '--command', command.map(quote).join(' '), '/dev/null'],
    cwd: home.path,
    env: { COMICE_HOME: home.path, TERM: 'dumb', NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  shell.send('echo he""re')
  await shell.waitForLine(/here/u, { timeoutMs: 120_000 })
  const flag = join(home.path, 'flag')
  shell.send(`echo wait""ing; until [ -e ${flag} ]; do sleep 0.1; done; echo mean""while`)
  await shell.waitForLine(/waiting/u)

  await hosts.alice.unplug()
  await shell.waitForLine(/The connection was lost/u, { timeoutMs: 120_000 })
  await writeFile(flag, '')
  await hosts.alice.plug()
  await shell.waitForLine(/meanwhile/u, { timeoutMs: 120_000 })
  shell.send('exit 7')
  expect(await shell.exited, shell.stderr).toEqual({ code: 7, signal: null })
}, 480_000)

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
