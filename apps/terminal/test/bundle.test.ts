import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createMachine, nodePids, type Ran, runToEnd } from './machine.ts'

const BUNDLE = fileURLToPath(new URL('../dist/comice.cjs', import.meta.url))

/** A Node that a person may have: COMICE_TEST_OLD_NODE, or the machine's own, past the pinned one on the path. */
async function oldNode(): Promise<string> {
  const given = process.env['COMICE_TEST_OLD_NODE']
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  for (const node of given === undefined
    ? [...folders, '/usr/bin', '/usr/local/bin'].map((folder) => `${folder}/node`)
    : [given]) {
    const ran = await runToEnd(node, ['-p', 'process.versions.node']).catch(() => null)
    const major = Number.parseInt(ran?.stdout ?? '', 10)
    if (ran?.code === 0 && major >= 20) return node
  }
  throw new Error('there is no Node 20 or newer besides the pinned one; name it in COMICE_TEST_OLD_NODE')
}

test('the bundle runs on the machine’s own Node, and starts its node on the pinned one', async () => {
  await using machine = await createMachine()
  const node = await oldNode()
  const env = { COMICE_HOME: machine.home, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined }
  const comice = (...args: string[]): Promise<Ran> =>
    runToEnd(node, [BUNDLE, '--profile', 'alice', '--bootstrap', machine.dht.address, ...args], { env })

  expect(await comice('room', 'create', 'Pears', '--nickname', 'alice')).toMatchObject({
    code: 0,
    stderr: '',
  })
  expect((await comice('room', 'say', 'Pears', 'hello')).stdout).toMatch(/alice {2}hello\n$/u)
  const [pid] = await nodePids(machine.home)
  const arguments_ = await readFile(`/proc/${pid}/cmdline`, 'utf8')
  const version = await runToEnd(arguments_.split('\0')[0] ?? '', ['-p', 'process.versions.node'])
  expect(Number.parseInt(version.stdout, 10)).toBe(26)
  expect(await comice('stop')).toMatchObject({ code: 0, stdout: 'stopped\n' })
})

test('version, overview and completion come from the first file alone', async () => {
  await using dir = await tempDir()
  const env = { COMICE_HOME: dir.path }
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const node = await oldNode()
  expect(await runToEnd(node, [BUNDLE, '--version'], { env })).toMatchObject({
    code: 0,
    stdout: `${version}\n`,
  })
  expect((await runToEnd(node, [BUNDLE], { env })).stdout).toContain('comice room create')
  expect((await runToEnd(node, [BUNDLE, 'completion', 'bash'], { env })).stdout).toContain(
    'complete -o default',
  )
})

test('status says that nothing runs, and starts nothing', async () => {
  await using dir = await tempDir()
  const ran = await runToEnd(process.execPath, [BUNDLE, 'status'], {
    env: { COMICE_HOME: dir.path, FORCE_COLOR: undefined },
  })
  expect(ran).toMatchObject({ code: 0, stdout: 'the node of profile default is not running\n' })
  expect(await nodePids(dir.path)).toEqual([])
})

test('what every command loads takes in no builtin that is dear', async () => {
  for (const file of ['comice.cjs', 'run.cjs']) {
    const code = await readFile(new URL(`../dist/${file}`, import.meta.url), 'utf8')
    const builtins = [...code.matchAll(/require\(["'`]node:([^"'`]+)["'`]\)/gu)].map(([, name]) => name)
    // 7 ms and 1 ms on Node 26. A module that needs one belongs to `LATER` of rolldown.config.ts.
    expect(builtins).not.toContain('crypto')
    expect(builtins).not.toContain('readline')
  }
})

test('only the full screen loads Ink and React', async () => {
  await using dir = await tempDir()
  const preload = new URL('./loaded-modules.ts', import.meta.url).href
  const file = dir.join('loaded.txt')
  const env = { COMICE_HOME: dir.path, FORCE_COLOR: undefined, COMICE_TEST_LOADED: file }
  for (const args of [[], ['--help'], ['help', 'room'], ['completion', 'bash'], ['status'], ['tui']]) {
    await runToEnd(process.execPath, ['--import', preload, BUNDLE, ...args], { env })
  }
  const loaded = await readFile(file, 'utf8')
  expect(loaded).toContain('/dist/comice.cjs')
  expect(loaded).toContain('/dist/run.cjs')
  expect(loaded).not.toMatch(/node_modules|tui\.mjs/u)
  const screen = new URL('../dist/tui.mjs', import.meta.url).href
  const source = `await import(${JSON.stringify(screen)})`
  await runToEnd(process.execPath, ['--import', preload, '--input-type=module', '-e', source], { env })
  expect(await readFile(file, 'utf8')).toMatch(/node_modules\/ink\//u)
})

test('colours are left out for a pipe, and for who wants none', async () => {
  await using dir = await tempDir()
  const helpless = (env: Record<string, string | undefined>) =>
    runToEnd(process.execPath, [BUNDLE, 'rom'], {
      env: { COMICE_HOME: dir.path, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    })
  expect((await helpless({})).stderr).not.toContain('\u001B')
  expect((await helpless({ FORCE_COLOR: '1' })).stderr).toContain('\u001B[31m')
  expect((await helpless({ FORCE_COLOR: '1', NO_COLOR: '1' })).stderr).not.toContain('\u001B')
})
