import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { spawnPeer } from '@comice/testkit'
import { profilePaths, resolveProfileDir } from '@comice/storage/paths'
import { expect, test } from 'vitest'

const home = homedir()

test.for<[string, NodeJS.Platform, Record<string, string>, string]>([
  ['Linux', 'linux', {}, join(home, '.local/share/comice/default')],
  ['Linux with XDG_DATA_HOME', 'linux', { XDG_DATA_HOME: '/data' }, '/data/comice/default'],
  [
    'Linux with a relative XDG_DATA_HOME, to be ignored',
    'linux',
    { XDG_DATA_HOME: 'data' },
    join(home, '.local/share/comice/default'),
  ],
  [
    'Linux with an empty XDG_DATA_HOME',
    'linux',
    { XDG_DATA_HOME: '' },
    join(home, '.local/share/comice/default'),
  ],
  ['FreeBSD', 'freebsd', {}, join(home, '.local/share/comice/default')],
  ['macOS', 'darwin', { XDG_DATA_HOME: '/data' }, join(home, 'Library/Application Support/comice/default')],
  ['Windows', 'win32', { LOCALAPPDATA: '/local' }, '/local/comice/default'],
  ['Windows without LOCALAPPDATA', 'win32', {}, join(home, 'AppData/Local/comice/default')],
  ['COMICE_HOME anywhere', 'linux', { COMICE_HOME: '/mine', XDG_DATA_HOME: '/data' }, '/mine/default'],
  ['a relative COMICE_HOME', 'linux', { COMICE_HOME: 'mine' }, resolve('mine/default')],
  ['an empty COMICE_HOME', 'linux', { COMICE_HOME: '' }, join(home, '.local/share/comice/default')],
])('the default place: %s', ([, platform, env, dir]) => {
  expect(resolveProfileDir({ platform, env })).toEqual({ dir, name: 'default' })
})

test('a directory wins over everything, a name goes below the home', () => {
  const env = { COMICE_HOME: '/mine' }
  expect(resolveProfileDir({ env, dir: '/here', name: 'bob' })).toEqual({ dir: '/here', name: 'bob' })
  expect(resolveProfileDir({ env, dir: 'here' }).dir).toBe(resolve('here'))
  expect(resolveProfileDir({ env, dir: '', name: 'bob' }).dir).toBe('/mine/bob')
})

test.for(['', '.', '..', '../x', 'a/b', 'a\\b', '.a', '-a', 'a b', 'a\0', 'a\n', 'ä', 'x'.repeat(65)])(
  'the name %j is refused, and not repeated',
  (name) => {
    expect(() => resolveProfileDir({ name })).toThrowError(
      expect.objectContaining({ code: 'PROFILE_NAME_INVALID', exitCode: 2 }),
    )
  },
)

test.for(['a', 'Bob', 'alice.2', 'x'.repeat(64), '0', 'a_b-c'])('the name %j is taken', (name) => {
  expect(resolveProfileDir({ env: { COMICE_HOME: '/mine' }, name }).dir).toBe(`/mine/${name}`)
})

test('everything of a profile is inside its directory', () => {
  for (const path of Object.values(profilePaths('/p'))) expect(path.startsWith('/p/')).toBe(true)
})

test('the cheap entrance loads no native module and no store', async () => {
  await using peer = await spawnPeer({
    script: new URL('./cheap.ts', import.meta.url),
    execArgv: ['--conditions=@comice/source'],
  })
  const { loaded } = await peer.waitForJson<{ loaded: string[] }>(() => true)
  expect(loaded).toEqual([])
})
