import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppFolder, createAppFolder, publish, succeed } from '../app-folder.ts'
import { createMachine, type JsonLine, type Machine } from '../machine.ts'
import { expectFields, promisedFields } from '../promised-fields.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
let folder: AppFolder
let link: string
beforeAll(async () => {
  machine = await createMachine()
  folder = await createAppFolder(machine, `console.log('pears')`)
  await folder.write({ 'CHANGELOG.md': '# 1.0.0\n\nThe first pears.\n\n# 0.9.0\n\nSeeds.\n' })
  link = await publish(machine, 'alice', folder)
})
afterAll(() => machine[Symbol.asyncDispose]())

const wait = { timeoutMs: 60_000 }
const alice = (...args: string[]) => machine.comice('alice', args)

describe('an author', () => {
  test('gets a link by the first stage, in the package.json', async () => {
    const { upgrade } = JSON.parse(await readFile(path.join(folder.dir, 'package.json'), 'utf8')) as JsonLine
    expect(upgrade).toBe(link)
  })

  test('sees what differs, and a dry run changes nothing', async () => {
    const app = await createAppFolder(machine, '1')
    await app.write({ 'gone.js': 'old' })
    const first = await alice('app', 'stage', app.dir, '--dry-run')
    expect(first.stdout).toContain('+ /index.js (1 B)\n')
    expect(JSON.parse(await readFile(path.join(app.dir, 'package.json'), 'utf8'))).not.toHaveProperty(
      'upgrade',
    )
    await succeed(machine, 'alice', ['app', 'stage', app.dir])
    await app.write({ 'index.js': '12', '.comiceignore': 'gone.js\n' })
    const again = await alice('app', 'stage', app.dir, '--dry-run')
    expect(again.stdout).toContain('~ /index.js (1 B → 2 B)\n')
    expect(again.stdout).toContain('- /gone.js (3 B)\n')
    const real = await alice('app', 'stage', app.dir)
    expect(real.stdout).toMatch(/version {2}pear:\/\/0\.\d+\.[a-z0-9]{52}\n$/u)
    expect((await alice('app', 'stage', app.dir)).stdout).toContain('nothing differs')
  })

  test('is kept from publishing a secret, unless it is named', async () => {
    const app = await createAppFolder(machine, '1')
    await app.write({ '.env': 'TOKEN=1' })
    const dry = await alice('app', 'stage', app.dir, '--dry-run')
    expect(dry.code).toBe(4)
    expect(dry.stderr).toContain('refused: .env: it looks like')
    const real = await alice('app', 'stage', app.dir)
    expect(real.code).toBe(4)
    expect(real.stderr).toContain('STAGE_REFUSED')
    expect((await alice('app', 'stage', app.dir, '--include', '.env')).stdout).toContain('+ /.env (7 B)')
  })

  test('has one link for a folder, and another when it is wanted', async () => {
    const again = await alice('app', 'touch', folder.dir)
    expect(again.code).toBe(7)
    expect(again.stderr).toContain(link)
    const app = await createAppFolder(machine, '1')
    const [one] = await succeed(machine, 'alice', ['app', 'touch', app.dir, '--json'])
    const [two] = await succeed(machine, 'alice', ['app', 'touch', app.dir, '--new', '--json'])
    expect(two?.['link']).not.toBe(one?.['link'])
    expect(await readFile(path.join(app.dir, 'package.json'), 'utf8')).toContain(String(two?.['link']))
  })

  test('goes back to what was before, and not further', async () => {
    const app = await createAppFolder(machine, '1')
    await publish(machine, 'alice', app)
    await app.change({ version: '1.1.0' })
    await publish(machine, 'alice', app)
    expect((await alice('app', 'rollback', app.dir)).stdout).toContain('back to  1.0.0  stable')
    const further = await alice('app', 'rollback', app.dir)
    expect(further.code).toBe(3)
    expect(further.stderr).toContain('RELEASE_UNKNOWN')
    expect((await alice('app', 'rollback', app.dir, '--to', '1.1.0')).stdout).toContain('back to  1.1.0')
  })

  test('cannot write what another profile made', async () => {
    const ran = await machine.comice('mallory', ['app', 'stage', folder.dir])
    expect(ran.code).toBe(4)
    expect(ran.stderr).toContain('APP_NOT_OURS')
  })
})

describe('wrong words', () => {
  const cases: [string, string[], number, string][] = [
    ['an unknown command of apps', ['app', 'stge'], 2, 'Did you mean stage?'],
    ['an unknown command of storage', ['app', 'storage', 'shw'], 2, 'Did you mean show?'],
    ['a folder that is no app', ['app', 'release', '/'], 2, '/ is not an app: it has no package.json'],
    ['a link that is none', ['app', 'info', 'pear://x'], 2, 'LINK_INVALID'],
    [
      'a channel that is none',
      ['app', 'release', '--link', 'pear://keet', '--channel', 'x'.repeat(99)],
      2,
      'channel',
    ],
    ['an app that is not there', ['app', 'pin', 'apples'], 3, 'APP_NOT_FOUND'],
    ['an app that does not run', ['app', 'stop', 'apples'], 3, 'RUN_NOT_FOUND'],
  ]
  test.each(cases.map(([name, args, code, says]) => ({ name, args, code, says })))(
    '$name',
    async ({ args, code, says }) => {
      const ran = await alice(...args)
      expect(ran).toMatchObject({ code, stdout: '' })
      expect(ran.stderr).toContain(says)
    },
  )
})

test('what deletes something asks first', async () => {
  const app = await createAppFolder(machine, '1', { name: 'deleted' })
  const own = await publish(machine, 'dora', app)
  await succeed(machine, 'dora', ['run', own, '--yes'])
  const ran = await machine.comice('dora', ['app', 'remove', own, '--storage'])
  expect(ran.code).toBe(4)
  expect(ran.stderr).toContain('this deletes deleted and everything that it keeps (CONFIRMATION_NEEDED)')
  await using terminal = await openTerminal(machine, 'dora', ['app', 'remove', own, '--storage'])
  await terminal.see('Delete deleted and everything that it keeps? [y/N]')
  await terminal.press('Enter')
  await terminal.see('exit 4')
  expect((await machine.comice('dora', ['app', 'storage', 'reset', own, '--yes'])).code).toBe(0)
  await succeed(machine, 'dora', ['app', 'remove', own, '--storage', '--yes'])
  expect(await succeed(machine, 'dora', ['app', 'list', '--json'])).toEqual([])
})

test('texts of an author are harmless on a terminal', async () => {
  const app = await createAppFolder(machine, '1', { name: 'loud', pear: { name: 'a\u001B[31mb\u202Ec' } })
  await app.write({ 'CHANGELOG.md': '# 1.0.0\n\n\u001B]0;owned\u0007text\n' })
  const own = await publish(machine, 'alice', app)
  await succeed(machine, 'alice', ['run', own, '--yes'])
  for (const args of [['info', own], ['list'], ['changelog', own, '--full'], ['ps']]) {
    const ran = await alice('app', ...args)
    expect(ran.stdout + ran.stderr).not.toMatch(/[\u001B\u0007\u202E]/u)
  }
})

test('the JSON lines have the fields that the reference promises, and no others', async () => {
  const promised = await promisedFields('app type')
  const seen = new Map<string, JsonLine>()
  const look = async (person: string, ...args: string[]) => {
    const { json, stderr } = await machine.comice(person, ['app', ...args, '--json'])
    expect(stderr, args.join(' ')).toBe('')
    for (const line of json) seen.set(`${String(line['type'])} of ${args.join(' ')}`, line)
    return json
  }
  const app = await createAppFolder(machine, `console.log('here'); setInterval(() => {}, 1000)`, {
    name: 'fields',
  })
  await app.write({ 'CHANGELOG.md': '# 1.0.0\n\nThe first.\n' })
  const [touched] = await look('alice', 'touch', app.dir)
  const own = String(touched?.['link'])
  await look('alice', 'stage', app.dir)
  await look('alice', 'release', app.dir)
  await app.change({ version: '2.0.0' })
  await look('alice', 'stage', app.dir)
  await look('alice', 'release', app.dir)
  await look('alice', 'rollback', app.dir)
  await look('alice', 'dump', own, path.join(machine.home, 'none'), '--dry-run')
  const dumpDir = path.join(machine.home, 'dumped')
  await look('alice', 'dump', own, dumpDir, '--checkout', 'staged')
  expect((await stat(path.join(dumpDir, 'index.js'))).isFile()).toBe(true)
  await using seed = await machine.start('alice', ['app', 'seed', app.dir, '--json'])
  seen.set('seed', await seed.waitForJson(({ type }) => type === 'seed', wait))

  await using running = await machine.start('bob', ['run', own, '--yes'])
  await running.waitForLine(/here/u, wait)
  await look('bob', 'ps')
  await look('bob', 'stop', 'fields')
  await running.exited
  for (const args of [
    ['list'],
    ['alias', own, 'f'],
    ['pin', 'f'],
    ['unpin', 'f'],
    ['update', 'f'],
    ['info', 'f'],
    ['changelog', 'f', '--full'],
    ['permissions', 'f'],
    ['storage', 'show', 'f'],
    ['storage', 'export', 'f', path.join(machine.home, 'exported')],
    ['storage', 'move', 'f', path.join(machine.home, 'moved')],
    ['storage', 'reset', 'f', '--yes'],
    ['permissions', 'f', '--revoke'],
    ['gc'],
    ['remove', 'f'],
  ]) {
    await look('bob', ...args)
  }
  await look('alice', 'seed', app.dir, '--off', 'here')

  await look('alice', 'seed', app.dir, '--off', 'here')

  const types = new Set([...seen.values()].map(({ type }) => type))
  // `keep` needs a seeder: tests/e2e asks one.
  expect([...promised.keys()].filter((type) => !types.has(type))).toEqual(['keep'])
  for (const [where, line] of seen) {
    const fields = promised.get(String(line['type']))
    if (fields === undefined) throw new Error(`${where} is not promised`)
    expectFields(line, fields, where)
  }
})
