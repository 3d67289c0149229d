import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { tempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'
import { makeFiles, readTree } from '../folder.ts'

/** alice's machine and bob's are two profiles of this one. */
let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map((person) => succeed(machine, person, ['id', 'show', '--json'])),
  )
  await succeed(machine, 'bob', ['peer', 'add', 'pi', String(alice?.[0]?.['device'])])
  await succeed(machine, 'alice', ['peer', 'add', 'laptop', String(bob?.[0]?.['device'])])
}, 120_000)
afterAll(() => machine[Symbol.asyncDispose]())

const cp = (...args: string[]) => machine.comice('bob', ['cp', ...args])

test('files and trees go there and come back, as they are', async () => {
  await using dir = await tempDir('cp')
  const [there, here] = [path.join(dir.path, 'there'), path.join(dir.path, 'here')]
  await mkdir(there)
  await makeFiles(here, {
    'notes.txt': 'pears',
    'tree/a': 'a',
    'tree/b/run': { program: '#!/bin/sh' },
    'tree/b/link': { link: '../a' },
  })
  await chmod(path.join(here, 'notes.txt'), 0o600)
  await utimes(path.join(here, 'notes.txt'), 1_000_000_000, 1_000_000_000)
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', `copy:${there}`])

  const sent = await cp(path.join(here, 'notes.txt'), `pi:${there}`, '--json')
  expect(sent.json).toEqual([
    { v: 1, type: 'copied', entries: 1, same: 0, bytes: 5, resumedBytes: 0, refused: [], refusedCount: 0 },
  ])
  expect(await readFile(path.join(there, 'notes.txt'), 'utf8')).toBe('pears')
  const stats = await stat(path.join(there, 'notes.txt'))
  expect([stats.mode & 0o777, stats.mtimeMs]).toEqual([0o600, 1_000_000_000_000])
  expect(await cp(path.join(here, 'notes.txt'), `pi:${there}`)).toMatchObject({
    ...{ code: 0, stdout: '1 entry copied, 0 B, 1 file had been there\n' },
  })

  expect(await cp('-r', path.join(here, 'tree'), `pi:${there}`)).toMatchObject({ code: 0 })
  expect(await cp('-r', `pi:${there}/tree`, path.join(dir.path, 'back'))).toMatchObject({ code: 0 })
  expect(await readTree(path.join(dir.path, 'back'))).toEqual(await readTree(path.join(here, 'tree')))
}, 180_000)

test('what is left out, not granted, no file or nowhere is said, and ends with the code of that', async () => {
  await using dir = await tempDir('cp')
  const there = path.join(dir.path, 'there')
  await mkdir(there)
  await writeFile(path.join(there, 'file'), 'pears')
  await symlink('/etc/passwd', path.join(there, 'out'))
  await succeed(machine, 'alice', ['grant', 'add', 'laptop', `copy:${there}:ro`])
  const here = path.join(dir.path, 'here')
  const partial = await cp('-r', `pi:${there}`, here)
  expect(partial).toMatchObject({ code: 4, stderr: 'left out: /out (link-outside)\n' })
  expect(partial.stdout).toBe('2 entries copied, 5 B, 1 left out\n')
  expect(await readdir(here)).toEqual(['file'])

  const code = async (...args: string[]) => {
    const ran = await cp(...args)
    return [ran.code, /\((?<code>[A-Z_]+)\)/u.exec(ran.stderr)?.groups?.['code']]
  }
  const into = path.join(dir.path, 'into')
  expect(await code(`pi:${there}`, into)).toEqual([2, 'COPY_IS_FOLDER'])
  expect(await code(`pi:${there}/none`, into)).toEqual([3, 'COPY_NOT_FOUND'])
  expect(await code(`pi:${there}/out`, into)).toEqual([4, 'COPY_OUTSIDE'])
  expect(await code('pi:/etc/passwd', into)).toEqual([4, 'REMOTE_NOT_GRANTED'])
  expect(await code(path.join(here, 'file'), `pi:${there}/new`)).toEqual([4, 'REMOTE_NOT_GRANTED'])
  expect(await code('a', 'b')).toEqual([2, 'USAGE'])
  expect(await code(`pi:${there}/file`, '/nowhere/at/all')).toEqual([3, 'COPY_NOT_FOUND'])
  expect(await readdir(there)).toEqual(['file', 'out'])
}, 180_000)
