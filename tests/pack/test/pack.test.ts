import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  compileAll,
  createConsumer,
  lockedVersions,
  namesOf,
  npmInstall,
  useOnNode20,
} from '../src/consumer.ts'
import { run } from '../src/program.ts'
import { serveRegistry, type Registry } from '../src/registry.ts'
import { importable, pack, programs, promised, publishedFolders, type Tarball } from '../src/tarballs.ts'

const ATTW = fileURLToPath(new URL('../node_modules/.bin/attw', import.meta.url))
const INSTALL_MS = 300_000
const folders = publishedFolders()
const into = mkdtempSync(join(tmpdir(), 'comice-tarballs-'))
const tarballsByFolder = new Map<string, Tarball>()
const consumers: string[] = []
let registry: Registry

function tarballOf(folder: string): Tarball {
  const tarball = tarballsByFolder.get(folder)
  if (tarball === undefined) throw new Error(`${folder} was not packed`)
  return tarball
}

function newConsumer(): string {
  const folder = createConsumer(registry.url)
  consumers.push(folder)
  return folder
}

beforeAll(async () => {
  for (const folder of folders) tarballsByFolder.set(folder, await pack(folder, into))
  registry = await serveRegistry([...tarballsByFolder.values()])
}, INSTALL_MS)

afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  for (const folder of [into, ...consumers]) rmSync(folder, { recursive: true, force: true })
})

describe.each(folders.map((folder) => ({ folder, name: folder.split(/[\\/]/).slice(-2).join('/') })))(
  '$name',
  ({ folder }) => {
    test('brings its licence, its README and its build, and no tests', () => {
      const { files, manifest } = tarballOf(folder)
      expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
      expect(promised(manifest).filter((file) => !files.includes(file))).toEqual([])
      // A template's tests are what it is for.
      const own = files.filter((file) => !file.startsWith('templates/'))
      expect(
        own.filter((file) =>
          /(^|\/)(test|test-results|node_modules)\/|\.test\.|tsbuildinfo|\.turbo/.test(file),
        ),
      ).toEqual([])
    })

    test('its manifest names versions, not places in our workspace', () => {
      const { dependencies = {} } = tarballOf(folder).manifest
      expect(
        Object.entries(dependencies).filter(([, version]) => /^(workspace|catalog|link|file):/.test(version)),
      ).toEqual([])
    })

    test('publint has nothing to say', async () => {
      const { path } = tarballOf(folder)
      const file = readFileSync(path)
      const tarball = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)
      const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
      expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
    })

    test('the types are right for programs made of ES modules', async () => {
      await run(
        ATTW,
        [
          tarballOf(folder).path,
          '--profile',
          'esm-only',
          ...programs(tarballOf(folder).manifest).flatMap((path) => ['--exclude-entrypoints', path.slice(2)]),
          '--no-emoji',
          '--no-color',
        ],
        {
          cwd: folder,
        },
      )
    })

    test(
      'installs alone by npm, with the one hypercore that works',
      async () => {
        const consumer = newConsumer()
        await npmInstall(consumer, [tarballOf(folder).manifest.name], ['--package-lock-only'])
        const pinned = readFileSync(
          fileURLToPath(new URL('../../../pnpm-workspace.yaml', import.meta.url)),
          'utf8',
        )
        for (const module of ['hypercore', 'hypercore-storage']) {
          for (const version of lockedVersions(consumer, module))
            expect(pinned).toContain(`  ${module}: ${version}\n`)
        }
      },
      INSTALL_MS,
    )
  },
)

test(
  'every export of every package is imported by plain JavaScript and compiled by strict TypeScript',
  async () => {
    const consumer = newConsumer()
    const manifests = [...tarballsByFolder.values()].map(({ manifest }) => manifest)
    const specifiers = manifests.flatMap(importable)
    await npmInstall(consumer, [...manifests.map(({ name }) => name), '@types/node'])
    // React comes second: with it in the first install, npm (10.9 and 11.19; 11.21 does not) nests `b4a`, and `bogon`, a dependency of
    // hyperdht, requires `b4a` without declaring it. The guide of the client says what to do.
    await npmInstall(consumer, ['react', '@types/react'])
    const names = await namesOf(consumer, specifiers, process.execPath)
    expect(Object.keys(names).sort()).toEqual(specifiers.sort())
    // The Node that started the tests may be the oldest that we say is enough.
    const oldest = process.env['COMICE_STARTED_BY_NODE'] ?? process.execPath
    expect(await namesOf(consumer, specifiers, oldest)).toEqual(names)
    expect(await useOnNode20(consumer, oldest)).toEqual([
      'protocol hello',
      'testkit connected',
      'host/launch null',
      'storage/paths true',
      'client NODE_UNREACHABLE',
    ])
    await compileAll(consumer, names)
  },
  INSTALL_MS,
)
