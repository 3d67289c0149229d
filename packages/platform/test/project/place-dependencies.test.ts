import { execFile } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { seededRandom, type SeededRandom, tempDir, testSeed } from '@comice/testkit'
import { expect, test } from 'vitest'
import { readProject } from '../../src/project/project.ts'
import { type Entry, folder, pkg } from './folder.ts'

const run = promisify(execFile)

/** What each package finds under each name that it asks for, from the app on, as Node sees it. */
const PROBE = `
const { createRequire } = require('node:module')
const seen = new Map()
function look(from) {
  const json = createRequire(from)('./package.json')
  const id = json.name + '@' + json.version
  if (seen.has(id)) return id
  const found = {}
  seen.set(id, found)
  for (const name of Object.keys(json.dependencies ?? {}))
    found[name] = look(createRequire(from).resolve(name + '/package.json'))
  return id
}
look(process.cwd() + '/package.json')
process.stdout.write(JSON.stringify([...seen].sort()))
`

async function resolutions(dir: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--preserve-symlinks-main', '-e', PROBE], { cwd: dir })
  return JSON.parse(stdout)
}

/** Copies what would be staged, file by file: a folder without links. */
async function materialise(dir: string, to: string): Promise<string[]> {
  const { files } = await readProject(dir)
  for (const { path, source } of files) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    await cp(source, join(to, path))
  }
  return files.map(({ path }) => path)
}

interface Version {
  readonly name: string
  readonly version: string
  readonly needs: Record<string, Version>
}

const idOf = ({ name, version }: Version) => `${name.replace('/', '+')}@${version}`

/**
 * Any number of packages in several versions. Circles go through packages that have one version: others cannot be laid
 * out without links.
 */
function randomPackages(random: SeededRandom): { all: Version[]; app: Record<string, Version> } {
  const names = ['a', 'b', 'c', 'd', '@s/e', '@s/f', 'g']
  const all = names.flatMap((name) =>
    Array.from({ length: random.integer(1, 3) }, (_, at): Version => ({
      name,
      version: `${at + 1}.0.0`,
      needs: {},
    })),
  )
  const some = (most: number, from: readonly Version[]) => {
    const chosen = random.shuffle(from).slice(0, random.integer(0, most))
    return Object.fromEntries(chosen.map((version) => [version.name, version]))
  }
  const isOnly = ({ name }: Version) => all.filter((other) => other.name === name).length === 1
  const order = random.shuffle(all)
  for (const [at, version] of order.entries()) {
    const allowed = order.filter((other, index) => index > at || isOnly(other))
    Object.assign(
      version.needs,
      some(
        4,
        allowed.filter(({ name }) => name !== version.name),
      ),
    )
  }
  return { all, app: some(5, all) }
}

const fieldsOf = (needs: Record<string, Version>) => ({
  dependencies: Object.fromEntries(Object.entries(needs).map(([name, { version }]) => [name, version])),
})

/** As pnpm lays it out: every version once, its needs beside it as links. */
function pnpmLayout(packages: { all: Version[]; app: Record<string, Version> }): Record<string, Entry> {
  const entries: Record<string, Entry> = {
    'package.json': pkg('app', fieldsOf(packages.app)),
    'index.js': '',
  }
  const up = (path: string) => '../'.repeat(path.split('/').length - 1)
  for (const version of packages.all) {
    const place = `.pnpm/${idOf(version)}/node_modules`
    const json = {
      ...(JSON.parse(pkg(version.name, fieldsOf(version.needs))) as object),
      version: version.version,
    }
    entries[`node_modules/${place}/${version.name}/package.json`] = JSON.stringify(json)
    for (const [name, needed] of Object.entries(version.needs)) {
      const link = `${place}/${name}`
      entries[`node_modules/${link}`] = { link: `${up(link)}.pnpm/${idOf(needed)}/node_modules/${name}` }
    }
  }
  for (const [name, version] of Object.entries(packages.app)) {
    entries[`node_modules/${name}`] = { link: `${up(name)}.pnpm/${idOf(version)}/node_modules/${name}` }
  }
  return entries
}

test('Node finds in a stage what it found in pnpm’s folder of links, whatever needs whatever', async () => {
  const random = seededRandom(`place/${testSeed()}`)
  for (let round = 0; round < 12; round++) {
    const packages = randomPackages(random)
    await using dir = await folder(pnpmLayout(packages))
    await using copy = await tempDir('copy')
    const paths = await materialise(dir.path, copy.path)
    expect(paths.some((path) => path.includes('.pnpm'))).toBe(false)
    expect(await resolutions(copy.path), `round ${round}`).toEqual(await resolutions(dir.path))
  }
})

test('a package that everybody needs in one version stands once, at the top', async () => {
  const shared: Version = { name: 'shared', version: '1.0.0', needs: {} }
  const old: Version = { name: 'shared', version: '0.1.0', needs: {} }
  const a: Version = { name: 'a', version: '1.0.0', needs: { shared } }
  const b: Version = { name: 'b', version: '1.0.0', needs: { shared: old, a } }
  await using dir = await folder(pnpmLayout({ all: [shared, old, a, b], app: { a, b } }))
  const { files } = await readProject(dir.path)
  expect(files.map(({ path }) => path)).toEqual([
    '/index.js',
    '/node_modules/a/package.json',
    '/node_modules/b/node_modules/shared/package.json',
    '/node_modules/b/package.json',
    '/node_modules/shared/package.json',
    '/package.json',
  ])
})

test('versions that need one another crosswise are refused by name, instead of nesting for ever', async () => {
  const [a1, a2, b1, b2] = ['a', 'a', 'b', 'b'].map((name, at): Version => ({
    name,
    version: `${(at % 2) + 1}.0.0`,
    needs: {},
  })) as [Version, Version, Version, Version]
  Object.assign(a1.needs, { b: b2 })
  Object.assign(b2.needs, { a: a2 })
  Object.assign(a2.needs, { b: b1 })
  Object.assign(b1.needs, { a: a1 })
  await using dir = await folder(pnpmLayout({ all: [a1, a2, b1, b2], app: { a: a1, b: b1 } }))
  await expect(readProject(dir.path)).rejects.toMatchObject({ code: 'DEPENDENCY_CIRCLE' })
})

test('npm’s and Yarn’s folders keep their form, without what only development needs', async () => {
  await using dir = await folder({
    'package.json': pkg('app', { dependencies: { a: '1', b: '1' }, devDependencies: { lint: '1' } }),
    'index.js': '',
    'node_modules/.package-lock.json': '{}',
    'node_modules/.yarn-integrity': '{}',
    'node_modules/.bin/lint': { link: '../lint/cli.js' },
    'node_modules/a/package.json': pkg('a', { dependencies: { c: '1' } }),
    'node_modules/b/package.json': pkg('b', { dependencies: { c: '2' } }),
    'node_modules/b/node_modules/c/package.json': pkg('c'),
    'node_modules/c/package.json': pkg('c'),
    'node_modules/lint/package.json': pkg('lint'),
    'node_modules/lint/cli.js': '',
  })
  const { files, refusals } = await readProject(dir.path)
  expect(refusals).toEqual([])
  expect(files.map(({ path }) => path)).toEqual([
    '/index.js',
    '/node_modules/a/package.json',
    '/node_modules/b/node_modules/c/package.json',
    '/node_modules/b/package.json',
    '/node_modules/c/package.json',
    '/package.json',
  ])
})
