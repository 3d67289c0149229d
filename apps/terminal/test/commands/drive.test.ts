import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { succeed } from '../app-folder.ts'
import { makeFiles, readTree } from '../folder.ts'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
let dir: string
beforeAll(async () => {
  machine = await createMachine()
  dir = path.join(machine.home, 'source')
  await makeFiles(dir, { 'a.txt': 'a', 'docs/b.txt': 'bb', 'docs/deep/c.txt': 'ccc' })
  await succeed(machine, 'alice', ['drive', 'create', 'pears'])
  await succeed(machine, 'alice', ['mirror', dir, 'pears:'])
})
afterAll(() => machine[Symbol.asyncDispose]())

const alice = (...args: string[]) => machine.comice('alice', args)
const names = async (place: string) => (await alice('drive', 'ls', '-r', place)).stdout.trim().split('\n')

describe('what is in a drive', () => {
  test('is listed, found, measured and printed', async () => {
    expect((await alice('drive', 'ls', 'pears')).stdout).toBe('/a.txt\n/docs/\n')
    expect((await alice('drive', 'ls', 'pears:/docs')).stdout).toBe('/docs/b.txt\n/docs/deep/\n')
    expect((await alice('drive', 'ls', 'pears', '-r')).stdout).toBe('/a.txt\n/docs/b.txt\n/docs/deep/c.txt\n')
    expect((await alice('drive', 'ls', 'pears:/a.txt', '-l')).stdout).toMatch(
      /^-rw-r--r-- {6}1 B {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}\/a\.txt\n$/u,
    )
    expect((await alice('drive', 'find', 'pears', '**/c.*')).stdout).toBe('/docs/deep/c.txt\n')
    expect(await alice('drive', 'find', 'pears', 'nothing')).toMatchObject({ code: 3, stdout: '' })
    expect((await alice('drive', 'du', 'pears')).stdout).toBe(
      '    1 B  /a.txt\n    5 B  /docs  2 files\n    6 B  /  3 files\n',
    )
    expect((await alice('drive', 'stat', 'pears:/docs/b.txt')).stdout).toContain('bytes     2 (2 B)')
    expect(await alice('drive', 'cat', 'pears:/docs/b.txt')).toMatchObject({
      code: 0,
      stdout: 'bb',
      stderr: '',
    })
  })

  test('is copied, moved and removed; what is there is not replaced unasked', async () => {
    await succeed(machine, 'alice', ['drive', 'create', 'own'])
    expect((await alice('drive', 'cp', 'pears:/docs', 'own:/docs')).code).toBe(2)
    expect((await alice('drive', 'cp', '-r', 'pears:/docs', 'own:/docs')).stdout).toBe('2 files copied\n')
    expect(await alice('drive', 'cp', 'pears:/a.txt', 'own:/docs/b.txt')).toMatchObject({
      code: 7,
      stdout: '',
    })
    expect((await alice('drive', 'cp', 'pears:/a.txt', 'own:/docs/b.txt', '--force')).code).toBe(0)
    expect((await alice('drive', 'cat', 'own:/docs/b.txt')).stdout).toBe('a')
    expect((await alice('drive', 'mv', 'own:/docs', 'own:/moved')).stdout).toBe('2 files moved\n')
    expect(await names('own')).toEqual(['/moved/b.txt', '/moved/deep/c.txt'])
    expect((await alice('drive', 'rm', 'own:/moved')).stderr).toContain('--recursive')
    expect((await alice('drive', 'rm', '-r', 'own:/moved/deep')).stdout).toBe('1 file removed\n')
    expect(await names('own')).toEqual(['/moved/b.txt'])
    expect((await alice('drive', 'rm', 'own:/nothing')).code).toBe(3)
  })
})

describe('single files', () => {
  test('go in and out by their names, and never over others unasked', async () => {
    await succeed(machine, 'alice', ['drive', 'create', 'files'])
    expect((await alice('drive', 'put', path.join(dir, 'a.txt'), 'files')).stdout).toBe('/a.txt (1 B)\n')
    expect(await alice('drive', 'put', path.join(dir, 'docs/b.txt'), 'files:/a.txt')).toMatchObject({
      code: 7,
    })
    expect((await alice('drive', 'put', path.join(dir, 'docs'), 'files:/x')).stdout).toContain('/x: 2 added')
    expect((await alice('drive', 'put', path.join(dir, 'a.txt'), 'files:/x')).stdout).toBe('/x/a.txt (1 B)\n')
    expect((await alice('drive', 'put', path.join(dir, 'none'), 'files')).stderr).toContain(
      'it does not exist',
    )

    const out = path.join(machine.home, 'got')
    await makeFiles(out, { 'a.txt': 'mine' })
    const taken = await alice('drive', 'get', 'files:/a.txt', out)
    expect(taken).toMatchObject({ code: 7, stdout: '' })
    expect(await readFile(path.join(out, 'a.txt'), 'utf8')).toBe('mine')
    expect((await alice('drive', 'get', 'files:/a.txt', path.join(out, 'other.txt'))).code).toBe(0)
    expect((await alice('drive', 'get', 'files:/a.txt', out, '--force')).code).toBe(0)
    expect((await alice('drive', 'get', 'files:/x', out)).code).toBe(0)
    expect((await alice('drive', 'get', 'files:/x', out)).code).toBe(7)
    expect(await readTree(out)).toEqual({
      '/a.txt': '644 a',
      '/other.txt': '644 a',
      '/x/a.txt': '644 a',
      '/x/b.txt': '644 bb',
      '/x/deep/c.txt': '644 ccc',
    })
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('come from a pipe and go into one, whatever their bytes are', async () => {
    const bytes = randomBytes(3_000_017)
    const file = path.join(machine.home, 'random')
    await writeFile(file, bytes)
    const one = machine.commandOf('alice', ['drive', 'put', '-', 'pears:/random'])
    const other = machine.commandOf('alice', ['drive', 'cat', 'pears:/random'])
    await using piped = await machine.startShell(`"$@" < '${file}'`, [one.command, ...one.args], one.env)
    expect(await piped.exited).toMatchObject({ code: 0 })
    const copy = path.join(machine.home, 'copy')
    await using read = await machine.startShell(
      `"$@" | cat > '${copy}'`,
      [other.command, ...other.args],
      other.env,
    )
    expect(await read.exited).toMatchObject({ code: 0 })
    const sum = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
    expect(sum(await readFile(copy))).toBe(sum(bytes))
    // A reader that has seen enough ends it.
    await using head = await machine.startShell(
      `"$@" | head -c 10 | wc -c`,
      [other.command, ...other.args],
      other.env,
    )
    await head.waitForLine(/^ *10$/u)
    expect(await head.exited).toMatchObject({ code: 0 })
  })

  test('go through an archive and back', async () => {
    await succeed(machine, 'alice', ['drive', 'create', 'archived'])
    const file = path.join(machine.home, 'docs.tar')
    expect((await alice('drive', 'export', 'pears:/docs', file)).stdout).toContain('2 files')
    expect((await alice('drive', 'export', 'pears:/docs', file)).code).toBe(7)
    expect((await alice('drive', 'import', file, 'archived:/in')).stdout).toBe('2 files (5 B)\n')
    expect(await names('archived')).toEqual(['/in/b.txt', '/in/deep/c.txt'])
    expect((await alice('drive', 'import', `${file}2`, 'archived')).code).toBe(3)
    const broken = path.join(machine.home, 'broken.tar')
    await writeFile(broken, (await readFile(file)).subarray(0, 700))
    expect((await alice('drive', 'import', broken, 'archived:/broken')).code).not.toBe(0)
    expect(await names('archived')).toEqual(['/in/b.txt', '/in/deep/c.txt'])
  })
})

test('a drive has a history: versions with names, differences, and a way back', async () => {
  await succeed(machine, 'alice', ['drive', 'create', 'past'])
  const place = path.join(machine.home, 'past-source')
  await makeFiles(place, { 'a.txt': 'first', 'b.txt': 'b' })
  await succeed(machine, 'alice', ['mirror', place, 'past:'])
  await succeed(machine, 'alice', ['drive', 'tag', 'past', 'v1'])
  await makeFiles(place, { 'a.txt': 'second time', 'c.txt': 'c' })
  await succeed(machine, 'alice', ['mirror', place, 'past:'])
  const history = (await alice('drive', 'history', 'past')).stdout.trim().split('\n')
  expect(history).toHaveLength(3)
  expect(history[2]).toMatch(/made$/u)
  expect(history[0]).toMatch(/1 added, 1 changed$/u)
  expect(history[1]).toMatch(/2 added {2}v1$/u)
  const [, first] = await succeed(machine, 'alice', ['drive', 'history', 'past', '--json'])
  expect((await alice('drive', 'diff', 'past', '--from', String(first?.['version']))).stdout).toBe(
    '~ /a.txt (5 B → 11 B)\n+ /c.txt (1 B)\n',
  )
  expect((await alice('drive', 'cat', 'past@v1:/a.txt')).stdout).toBe('first')
  const out = path.join(machine.home, 'past-out')
  expect((await alice('drive', 'checkout', 'past@v1', out)).code).toBe(0)
  expect(Object.keys(await readTree(out)).sort()).toEqual(['/a.txt', '/b.txt'])
  expect((await alice('drive', 'checkout', 'past@v1', out)).code).toBe(7)
  const { stdout: link } = await alice('drive', 'link', 'past@v1:/a.txt')
  expect(link).toMatch(/^pear:\/\/0\.\d+\.[a-z0-9]{52}\.[a-z0-9]{52}\/a\.txt#sum=/u)
  expect((await alice('drive', 'cat', link.trim())).stdout).toBe('first')

  expect((await alice('drive', 'restore', 'past@v1:', '--dry-run')).stdout).toContain('- /c.txt')
  expect((await alice('drive', 'restore', 'past@v1:')).code).toBe(0)
  expect(await names('past')).toEqual(['/a.txt', '/b.txt'])
  expect((await alice('drive', 'cat', 'past:/a.txt')).stdout).toBe('first')
  expect((await alice('drive', 'tag', 'past', 'v1', '--remove')).code).toBe(0)
  expect((await alice('drive', 'tag', 'past')).stdout).toBe('')
  expect((await alice('drive', 'tag', 'past', '7up')).code).toBe(2)
})

test('names that only this system can hold are written when that is asked for', async () => {
  await succeed(machine, 'alice', ['drive', 'create', 'odd'])
  for (const name of ['odd:/in/a:b', 'odd:/in/plain'])
    expect((await machine.comice('alice', ['drive', 'put', '-', name], { input: name })).code).toBe(0)
  const out = path.join(machine.home, 'odd-out')
  for (const [verb, place] of [
    ['get', 'odd:/in'],
    ['checkout', 'odd:/in'],
  ] as const) {
    const [plain, native] = [path.join(out, `${verb}-plain`), path.join(out, `${verb}-native`)]
    expect((await alice('drive', verb, place, plain)).code).toBe(4)
    expect(Object.keys(await readTree(plain))).toEqual(['/plain'])
    expect((await alice('drive', verb, place, native, '--native-names')).code).toBe(0)
    expect(Object.keys(await readTree(native)).sort()).toEqual(['/a:b', '/plain'])
  }
  expect((await alice('drive', 'get', 'odd:/in/a:b', out)).code).not.toBe(0)
  expect((await alice('drive', 'get', 'odd:/in/a:b', out, '--native-names')).code).toBe(0)
  expect((await readTree(out))['/a:b']).toBeDefined()
})

test('an encrypted drive is read by who has its key, and kept by who has not', async () => {
  const [drive] = await succeed(machine, 'alice', ['drive', 'create', 'secret', '--encrypted', '--json'])
  const link = String(drive?.['link'])
  await succeed(machine, 'alice', ['mirror', dir, 'secret:'])
  await succeed(machine, 'alice', ['drive', 'seed', 'secret'])
  const locked = await machine.comice('bob', ['drive', 'ls', link])
  expect(locked).toMatchObject({ code: 4, stdout: '' })
  expect(locked.stderr).toContain('DRIVE_LOCKED')
  const { stdout: secret, stderr } = await alice('drive', 'link', 'secret', '--read-key')
  expect(secret).toMatch(/^cmd1/u)
  expect(stderr).toContain('Whoever has this link can read the drive')
  expect((await machine.comice('bob', ['drive', 'add', '--name', 'theirs'], { input: secret })).code).toBe(0)
  const listed = await machine.comice('bob', ['drive', 'ls', 'theirs', '-r'])
  expect(listed.stdout).toBe('/a.txt\n/docs/b.txt\n/docs/deep/c.txt\n')
  expect((await machine.comice('bob', ['drive', 'add'], { input: mistyped(secret) })).code).toBe(2)
  expect((await machine.comice('bob', ['drive', 'add'])).stderr).toContain('no link was given')

  await succeed(machine, 'carol', ['drive', 'add', link, '--name', 'kept', '--blind'])
  await succeed(machine, 'carol', ['drive', 'seed', 'kept'])
  await waitFor(async () => {
    const [kept] = (await machine.comice('carol', ['drive', 'info', 'kept', '--json'])).json
    const { blocks, heldBlocks } = kept?.['seed'] as { blocks: number; heldBlocks: number }
    return blocks > 1 && heldBlocks === blocks
  })
  expect((await machine.comice('carol', ['drive', 'ls', 'kept'])).code).toBe(4)
})

describe('names of drives', () => {
  test('are free words, and can be changed', async () => {
    await succeed(machine, 'alice', ['drive', 'create', 'word'])
    expect((await alice('drive', 'create', 'word')).code).toBe(7)
    expect((await alice('drive', 'create', 'Two Words')).code).toBe(2)
    expect((await alice('drive', 'alias', 'word', 'pears')).code).toBe(7)
    expect((await alice('drive', 'alias', 'word', 'other')).stdout).toContain('other  yours')
    expect((await alice('drive', 'info', 'word')).code).toBe(3)
    expect((await alice('drive', 'info', 'other:')).stdout).toContain('name     other')
    expect((await alice('drive', 'list')).stdout).toMatch(/^other {2}yours {2}\d+ B {2}[a-z0-9]{8}$/mu)
  })

  test('are forgotten without their contents, and come back by the link', async () => {
    const [drive] = await succeed(machine, 'alice', ['drive', 'create', 'lost', '--json'])
    await succeed(machine, 'alice', ['drive', 'put', path.join(dir, 'a.txt'), 'lost'])
    await succeed(machine, 'alice', ['drive', 'remove', 'lost'])
    expect((await alice('drive', 'ls', 'lost')).code).toBe(3)
    await succeed(machine, 'alice', ['drive', 'add', String(drive?.['link']), '--name', 'found'])
    expect(await names('found')).toEqual(['/a.txt'])
    expect((await alice('drive', 'put', path.join(dir, 'docs/b.txt'), 'found')).code).toBe(0)
  })
})

test('what cannot be had back is asked for', async () => {
  await succeed(machine, 'dora', ['drive', 'create', 'doomed'])
  await succeed(machine, 'dora', ['drive', 'create', 'locked', '--encrypted'])
  const ran = await machine.comice('dora', ['drive', 'purge', 'doomed'])
  expect(ran).toMatchObject({ code: 4, stdout: '' })
  expect(ran.stderr).toContain('this deletes doomed, which is yours, for ever (CONFIRMATION_NEEDED)')
  expect((await machine.comice('dora', ['drive', 'remove', 'locked'])).stderr).toContain(
    'the read key of locked',
  )
  expect((await machine.comice('dora', ['drive', 'gc', 'doomed'])).stderr).toContain('earlier versions')
  await using terminal = await openTerminal(machine, 'dora', ['drive', 'purge', 'doomed'])
  await terminal.see('Delete doomed, which is yours, for ever? [y/N]')
  await terminal.press('Enter')
  await terminal.see('exit 4')
  await succeed(machine, 'dora', ['drive', 'gc', 'doomed', '--yes'])
  await succeed(machine, 'dora', ['drive', 'purge', 'doomed', '--yes'])
  await succeed(machine, 'dora', ['drive', 'remove', 'locked', '--yes'])
  expect(await machine.comice('dora', ['drive', 'list'])).toMatchObject({ code: 0, stdout: '' })
})

test('a drive is shown to a browser until the command ends', async () => {
  await using served = await machine.start('alice', ['drive', 'serve', 'pears:/docs', '--json'])
  const { url } = await served.waitForJson<{ type: string; url: string }>(({ type }) => type === 'served')
  expect(await (await fetch(`${url}b.txt`)).text()).toBe('bb')
  expect(await (await fetch(url)).text()).toContain('href="./deep/"')
  expect((await fetch(new URL('/', url))).status).toBe(404)
  expect(await served.stop()).toEqual({ code: 0, signal: null })
  await expect(fetch(url)).rejects.toThrow()
})

test('what is damaged or missing is found, and a whole drive is said to be', async () => {
  expect(await alice('drive', 'verify', 'pears')).toMatchObject({ code: 0 })
  expect((await alice('drive', 'verify', 'pears')).stdout).toMatch(/^\d+ blocks hashed, none damaged\n$/u)
  expect((await alice('drive', 'download', 'pears')).stdout).toMatch(/^\d files: all of it was here\n$/u)
})

/** A secret text with another last letter. */
function mistyped(secret: string): string {
  const text = secret.trim()
  return `${text.slice(0, -1)}${text.endsWith('y') ? 'o' : 'y'}\n`
}
