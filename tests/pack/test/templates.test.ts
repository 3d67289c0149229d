/** What `comice app init` makes, as a newcomer gets it: installed by npm without the internet, tested, checked, linted. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../src/program.ts'
import { createConsumer, npmInstall } from '../src/consumer.ts'
import { type Registry, serveOfflineRegistry } from '../src/registry.ts'
import { pack, publishedFolders } from '../src/tarballs.ts'

const INSTALL_MS = 300_000
const into = mkdtempSync(join(tmpdir(), 'comice-templates-'))
let registry: Registry
/** A folder in which the command line is installed as others do. */
let tools: string

beforeAll(async () => {
  const tarballs = []
  for (const folder of publishedFolders()) tarballs.push(await pack(folder, into))
  registry = await serveOfflineRegistry(tarballs)
  tools = createConsumer(registry.url)
  offline(tools)
  await install(tools, ['@comice/terminal'])
}, INSTALL_MS)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  for (const folder of [into, tools]) rmSync(folder, { recursive: true, force: true })
})

/** As a flag too: whoever runs the tests may name a registry in the environment, which goes before a .npmrc. */
function install(folder: string, names: readonly string[]): Promise<void> {
  return npmInstall(folder, names, [`--registry=${registry.url}`])
}

/** Everything comes from our registry: a package that it lacks is an error, not a look elsewhere. */
function offline(folder: string): void {
  const lines = [
    `registry=${registry.url}`,
    'audit=false',
    'fund=false',
    'update-notifier=false',
    'noproxy=127.0.0.1',
  ]
  writeFileSync(join(folder, '.npmrc'), `${lines.join('\n')}\n`)
}

test('the guide of a first app has these steps', () => {
  const page = readFileSync(new URL('../../../docs/guides/first-app.md', import.meta.url), 'utf8')
  const [, commands] = /^## Test it\n\n```sh\n(.*?)```$/msu.exec(page) ?? []
  expect(commands?.trimEnd().split('\n')).toEqual([
    'npm install',
    'npm test',
    'npm run check',
    'npm run lint',
  ])
})

describe.each(['terminal', 'window'])('the template %s', (template) => {
  const app = join(into, template)
  const npm = (...args: string[]) => run('npm', args, { cwd: app })

  test(
    'is made by the command line, and its tools are installed',
    async () => {
      const comice = join(tools, 'node_modules', '.bin', 'comice')
      const said = await run(comice, ['app', 'init', app, '--template', template, '--name', 'pears'], {
        cwd: into,
      })
      expect(said).toContain('pears is in')
      offline(app)
      await install(app, [])
    },
    INSTALL_MS,
  )

  test('its tests pass', async () => {
    const said = await npm('test')
    expect(said).toMatch(/^ℹ pass [1-9]/mu)
    expect(said).toMatch(/^ℹ fail 0$/mu)
  })

  test('its types are right', async () => {
    await npm('run', 'check')
  })

  test('its linter has nothing to say', async () => {
    await npm('run', 'lint', '--', '--max-warnings', '0')
  })
})
