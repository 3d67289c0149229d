/** What docs/guides/drives.md says, done as it says it: alice has the garden, bob has its link. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDht, tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readFences } from '../src/guide.ts'
import { createPerson, type Person, type Ran } from '../src/person.ts'
import { readTree } from '../src/read-tree.ts'

const wait = { timeoutMs: 60_000 }
/** They end with Ctrl-C, or ask for a secret to be passed on. */
const ENDLESS = /^comice drive serve/u

test('every command of the guide does what the guide says', async () => {
  await using dht = await createTestDht()
  await using home = await tempDir('home')
  const options = ['--bootstrap', dht.address]
  const [atAlice, atBob] = [join(home.path, 'alice-desk'), join(home.path, 'bob-desk')]
  const garden = join(atAlice, 'garden')
  await mkdir(join(garden, 'beds'), { recursive: true })
  await mkdir(atBob)
  await writeFile(join(garden, 'plan.txt'), 'pears')
  for (const bed of ['a', 'b', 'c']) await writeFile(join(garden, 'beds', bed), bed)
  await using alice = createPerson('alice', { home: home.path, options, cwd: atAlice })
  await using bob = createPerson('bob', { home: home.path, options, cwd: atBob })

  const fences = await readFences('drives.md')
  let link = ''
  const run = async (person: Person, line: string): Promise<Ran> => {
    const ran = await person.comice(line.replace('LINK', link).split(' ').slice(1))
    expect(ran.stderr, line).not.toContain('error')
    expect(ran.code, line).toBe(0)
    return ran
  }
  const linesOf = (section: string, at = 0): string[] =>
    (fences.filter((one) => one.section === section)[at]?.code ?? '').trim().split('\n')
  const follow = async (person: Person, lines: readonly string[]): Promise<Map<string, Ran>> => {
    const answers = new Map<string, Ran>()
    for (const line of lines) if (!ENDLESS.test(line)) answers.set(line, await run(person, line))
    return answers
  }

  const put = await follow(alice, linesOf('Put a folder into a drive'))
  link = put.get('comice drive link garden')?.lines[0] ?? ''
  const seen = await follow(bob, linesOf('Have it somewhere else'))
  expect(seen.get('comice drive cat LINK/plan.txt')?.lines).toEqual(['pears'])
  await follow(bob, linesOf('Have it somewhere else', 1))
  expect(await readTree(join(atBob, 'copy'))).toEqual(await readTree(garden))

  const [here = '', there = ''] = linesOf('Keep both in step')
  await run(alice, here)
  await run(bob, there)
  await writeFile(join(garden, 'plan.txt'), 'pears and plums')
  await rm(join(garden, 'beds/c'))
  await waitFor(async () => {
    expect(await readTree(join(atBob, 'copy'))).toEqual(await readTree(garden))
    return true
  }, wait)
  for (const person of [alice, bob]) {
    const [mirror] = (await person.comice(['drive', 'mirrors', '--json'])).json
    await run(person, `comice drive unmirror ${String(mirror?.['id'])}`)
  }

  await follow(alice, linesOf('Go back'))
  expect(await readTree(join(atAlice, 'last-year'))).toEqual(await readTree(garden))
  await follow(alice, linesOf('Only for those who have the key'))
  await follow(alice, linesOf('In a browser, in an archive'))
  expect((await run(alice, 'comice drive ls garden:/from-tar')).lines).toEqual([
    '/from-tar/beds/',
    '/from-tar/plan.txt',
  ])
  expect((await readdir(atAlice)).sort()).toEqual(['garden', 'garden.tar', 'last-year'])
}, 240_000)
