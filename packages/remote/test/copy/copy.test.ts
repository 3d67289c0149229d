import { randomBytes } from 'node:crypto'
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import path from 'node:path'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { MAX_LANE_BYTES } from '../../src/constants.ts'
import { codeOf, createAliceAndBob } from '../remote-peers.ts'

/** Two machines, and a folder of each. */
async function createFolders() {
  const stack = new AsyncDisposableStack()
  const people = stack.use(await createAliceAndBob())
  const [there, here] = [stack.use(await tempDir('there')).path, stack.use(await tempDir('here')).path]
  return { ...people, there, here, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function readTree(dir: string, at = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of (await readdir(path.join(dir, at))).sort()) {
    const place = `${at}/${name}`
    const stats = await lstat(path.join(dir, place))
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isSymbolicLink()) found[place] = `-> ${await readlink(path.join(dir, place))}`
    else if (stats.isDirectory()) {
      found[`${place}/`] = `${mode} ${Math.floor(stats.mtimeMs)}`
      Object.assign(found, await readTree(dir, place))
    } else {
      const contents = await readFile(path.join(dir, place), 'latin1')
      found[place] = `${mode} ${Math.floor(stats.mtimeMs)} ${contents}`
    }
  }
  return found
}

async function makeTree(dir: string): Promise<void> {
  await mkdir(path.join(dir, 'pears/inner/empty'), { recursive: true })
  await writeFile(path.join(dir, 'pears/a.txt'), 'pears')
  await writeFile(path.join(dir, 'pears/inner/run.sh'), '#!/bin/sh')
  await chmod(path.join(dir, 'pears/inner/run.sh'), 0o755)
  await chmod(path.join(dir, 'pears/a.txt'), 0o640)
  await writeFile(path.join(dir, 'pears/big'), randomBytes(3 * MAX_LANE_BYTES + 1))
  await writeFile(path.join(dir, 'pears/nothing'), '')
  await symlink('../a.txt', path.join(dir, 'pears/inner/link'))
  await utimes(path.join(dir, 'pears/a.txt'), 1_000_000_000, 1_000_000_000.5)
  await chmod(path.join(dir, 'pears/inner'), 0o750)
  await utimes(path.join(dir, 'pears/inner'), 1_100_000_000, 1_100_000_000)
}

test('a tree comes and goes with modes, times and links, and what is there as it is does not move again', async () => {
  await using all = await createFolders()
  const { bob, there, here, allow } = all
  await makeTree(there)
  await allow(`copy:${there}`)
  const from = { peer: 'alice', path: `${there}/pears` }
  const result = await bob.remote.copy({ from, to: { path: here }, recursive: true })
  expect(result).toMatchObject({ entries: 8, same: 0, refusedCount: 0, resumedBytes: 0 })
  expect(await readTree(here)).toEqual(await readTree(there))
  expect(await bob.remote.copy({ from, to: { path: here }, recursive: true })).toMatchObject({
    ...{ entries: 8, same: 4, bytes: 0 },
  })

  // Back, under another name.
  const back = { peer: 'alice', path: `${there}/plums` }
  await bob.remote.copy({ from: { path: `${here}/pears` }, to: back, recursive: true })
  const [pears, plums] = [await readTree(`${there}/pears`), await readTree(`${there}/plums`)]
  expect(plums).toEqual(pears)

  // One file, and contents of a folder.
  await bob.remote.copy({ from: { path: `${here}/pears/a.txt` }, to: { peer: 'alice', path: there } })
  expect(await readFile(`${there}/a.txt`, 'utf8')).toBe('pears')
  await bob.remote.copy({
    from: { ...from, path: `${there}/pears/.` },
    to: { path: `${here}/flat` },
    recursive: true,
  })
  expect(await readTree(`${here}/flat`)).toEqual(pears)
  await waitFor(async () => (await all.alice.remote.audit(50)).at(-1)?.kind === 'ended')
  expect((await all.alice.remote.audit(50)).slice(0, 2)).toMatchObject([
    { kind: 'began', capability: 'copy', what: `${there}/pears:ro` },
    { kind: 'ended', how: 'copied 8', bytesOut: result.bytes },
  ])
}, 60_000)

test('what is not granted is neither read nor written', async () => {
  await using all = await createFolders()
  const { alice, bob, there, here, allow } = all
  await mkdir(`${there}/granted`)
  await mkdir(`${there}/secret`)
  await writeFile(`${there}/secret/key`, 'the key')
  await writeFile(`${there}/granted/open`, 'open')
  await symlink('../secret', `${there}/granted/out`)
  await symlink('../secret/key', `${there}/granted/key`)
  await allow(`copy:${there}/granted:ro`)
  const get = (place: string) =>
    codeOf(
      bob.remote.copy({ from: { peer: 'alice', path: place }, to: { path: `${here}/got` }, recursive: true }),
    )
  const put = (place: string) =>
    codeOf(bob.remote.copy({ from: { path: `${here}/mine` }, to: { peer: 'alice', path: place } }))
  await writeFile(`${here}/mine`, 'mine')

  for (const place of [
    there,
    `${there}/secret`,
    `${there}/granted/../secret/key`,
    `${there}/grantedx`,
    '/etc/passwd',
    '.',
  ])
    expect(await get(place), place).toBe('REMOTE_NOT_GRANTED')
  for (const place of [`${there}/granted`, `${there}/granted/new`, `${there}/granted/open`])
    expect(await put(place), place).toBe('REMOTE_NOT_GRANTED')
  for (const place of [`${there}/granted/out/key`, `${there}/granted/out`, `${there}/granted/key`])
    expect(await get(place), place).toBe('COPY_OUTSIDE')
  expect(await get(`${there}/granted/none`)).toBe('COPY_NOT_FOUND')
  expect(await readdir(here)).toEqual(['mine'])

  // Links in the tree are told, and lead nowhere.
  const got = await bob.remote.copy({
    ...{ from: { peer: 'alice', path: `${there}/granted` }, to: { path: `${here}/got` }, recursive: true },
  })
  expect(got).toMatchObject({ entries: 2, refusedCount: 2 })
  expect(got.refused).toEqual([
    { path: '/key', reason: 'link-outside' },
    { path: '/out', reason: 'link-outside' },
  ])
  expect(await readTree(`${here}/got`)).toEqual({ '/open': expect.stringContaining('open') as string })

  // To write is another grant, and it goes through no link either.
  await alice.remote.grant({ who: { kind: 'device', key: bob.key }, what: `copy:${there}/granted` })
  expect(await put(`${there}/granted/new`)).toBe('NOTHING')
  expect(await put(`${there}/granted/out/key`)).toBe('COPY_OUTSIDE')
  expect(await put(`${there}/granted/key`)).toBe('COPY_OUTSIDE')
  expect(await readFile(`${there}/secret/key`, 'utf8')).toBe('the key')
  expect(await readdir(`${there}/secret`)).toEqual(['key'])
}, 60_000)

test('a copy that broke off goes on where it was, and what is not the same begins anew', async () => {
  await using all = await createFolders()
  const { alice, bob, there, here, allow } = all
  const contents = randomBytes(40_000_000)
  await writeFile(`${there}/big`, contents)
  const grant = await allow(`copy:${there}`)
  const from = { peer: 'alice', path: `${there}/big` }
  const cut = codeOf(
    bob.remote.copy({
      ...{ from, to: { path: here } },
      onprogress: ({ bytes }) =>
        void (bytes > 1_000_000 && alice.peer.grants.revoke(grant.id).catch(() => undefined)),
    }),
  )
  expect(await cut).toBe('REMOTE_GRANT_ENDED')
  const [partial = ''] = await readdir(here)
  expect(partial).toMatch(/^\.comice-part-[0-9a-f]{24}$/u)
  const { size } = await stat(path.join(here, partial))
  expect(size).toBeGreaterThan(1_000_000)
  expect(size).toBeLessThan(contents.byteLength)

  await allow(`copy:${there}`)
  const whole = await bob.remote.copy({ from, to: { path: here } })
  expect(whole).toMatchObject({ resumedBytes: size, bytes: contents.byteLength - size })
  expect(await readdir(here)).toEqual(['big'])
  expect((await readFile(`${here}/big`)).equals(contents)).toBe(true)

  // Something else of that name, size and time.
  await using other = await tempDir('other')
  await writeFile(path.join(other.path, partial), randomBytes(5_000_000))
  const anew = await bob.remote.copy({ from, to: { path: other.path } })
  expect(anew).toMatchObject({ resumedBytes: 0, bytes: contents.byteLength })
  expect((await readFile(path.join(other.path, 'big'))).equals(contents)).toBe(true)
}, 90_000)

test('between two machines, through this one', async () => {
  await using all = await createFolders()
  const { alice, bob, there, here, open } = all
  const carol = await open()
  await carol.remote.peers.add('alice', alice.key)
  await carol.remote.peers.add('bob', bob.key)
  const who = { kind: 'device', key: carol.key } as const
  await alice.remote.grant({ who, what: `copy:${there}:ro` })
  await bob.remote.grant({ who, what: `copy:${here}` })
  await makeTree(there)
  await symlink('/etc/passwd', `${there}/pears/out`)
  const result = await carol.remote.copy({
    ...{ from: { peer: 'alice', path: `${there}/pears` }, to: { peer: 'bob', path: here }, recursive: true },
  })
  expect(result).toMatchObject({ entries: 8, refused: [{ path: '/out', reason: 'link-outside' }] })
  const { '/pears/out': _out, ...expected } = await readTree(there)
  const copied = await readTree(here)
  // The link was left out after its folder had been read, so that has another time.
  expect(copied).toEqual(expected)
  const wrongWay = carol.remote.copy({
    ...{ from: { peer: 'bob', path: `${here}/pears` }, to: { peer: 'alice', path: there }, recursive: true },
  })
  expect(await codeOf(wrongWay)).toBe('REMOTE_NOT_GRANTED')
}, 60_000)
