import { dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectNone } from '../src/expect-none.ts'
import { FORBIDDEN_NAMES } from '../../../scripts/eslint/file-name.ts'
import { isThere, packagesIn, readJson, readText, repositoryFiles, type Package } from '../src/workspace.ts'

const files = repositoryFiles()
const packages = packagesIn('packages')
const published = [...packages, ...packagesIn('apps')]
/** Times and limits. The size of a key or of a header is a fact of the format and stands with the format. */
const TUNABLE =
  /^(?:export )?const ((?:MAX|MIN|LOW|HIGH)_[A-Z0-9_]+|[A-Z][A-Z0-9_]*_(?:MS|SECONDS|MINUTES|HOURS|DAYS)) = /gm

/**
 * What runs on any Node from 20 on, by package: what a person starts, and what finds the node or starts it. All else
 * runs on the Node that these bring along, and is free to use what came with 24.
 */
const ON_NODE_20: Readonly<Record<string, readonly string[]>> = {
  client: ['src/'],
  desktop: ['src/launcher/'],
  host: ['src/launch/', 'src/browser/'],
  platform: ['src/launch/'],
  protocol: ['src/'],
  seeder: ['src/comice-seeder.ts', 'src/runtime/'],
  storage: ['src/paths/'],
  terminal: ['src/'],
  testkit: ['src/'],
}
/** Only a part of these does, and who imports the rest needs the younger Node. */
const MOSTLY_ON_NODE_24 = ['platform', 'storage']
const YOUNGER_THAN_NODE_20 =
  /\bnew (?:Async)?DisposableStack\b|\bPromise\.(?:withResolvers|try)\b[<(]|\bArray\.fromAsync\(|\bRegExp\.escape\(|\bimport\.meta\.(?:dirname|filename|main)\b|'node:sqlite'/

function oldestNode({ name }: Package): string {
  return name in ON_NODE_20 && !MOSTLY_ON_NODE_24.includes(name) ? '>=20' : '>=24'
}

function handWritten(item: Package): string[] {
  return files.filter(
    (file) =>
      file.startsWith(`${item.folder}/src/`) &&
      /\.tsx?$/.test(file) &&
      !file.includes('/generated/') &&
      !/\.d\.[cm]?ts$/.test(file),
  )
}

describe('places', () => {
  test('a package is at most src/<noun>/<file> deep', () => {
    const deep = files.filter(
      (file) => /^packages\/[^/]+\/src\/[^/]+\/[^/]+\//.test(file) && !file.includes('/generated/'),
    )
    expectNone(deep)
  })

  test('no file or folder has a name that says nothing', () => {
    const empty = files.filter((file) =>
      file.split('/').some((part) => FORBIDDEN_NAMES.includes(part.split('.')[0] ?? '')),
    )
    expectNone(empty)
  })

  test('the layer page is there and short', () => {
    expect(readText('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(200)
  })

  test('every link between our documents leads somewhere', () => {
    const broken = files
      .filter((file) => file.endsWith('.md') && !file.startsWith('.changeset/'))
      .flatMap((file) => linksOf(file).map((link) => ({ file, link })))
      .filter(({ file, link }) => !isThere(posix.normalize(posix.join(dirname(file), link))))
    expectNone(broken)
  })

  test('each decision is listed once, in the order of their numbers', () => {
    const decisions = linksOf('docs/decisions/README.md')
    expect(decisions).toEqual([...new Set(decisions)].toSorted())
  })

  describe.each(published)('$folder', (item) => {
    const { manifest } = item

    test('its manifest says who and where it is', () => {
      expect(manifest).toMatchObject({
        name: `@comice/${item.name}`,
        license: 'Apache-2.0',
        repository: { directory: item.folder },
        // Declarations run nowhere: those who take them choose their Node.
        ...(item.name === 'holepunch-types' ? {} : { engines: { node: oldestNode(item) } }),
        publishConfig: { access: 'public' },
        scripts: {
          build: expect.any(String),
          check: expect.any(String),
          lint: 'eslint .',
          test: expect.any(String),
        },
      })
    })

    test('what says that it runs on Node 20 uses nothing younger', () => {
      const places = (ON_NODE_20[item.name] ?? []).map((place) => `${item.folder}/${place}`)
      const old = handWritten(item).filter((file) => places.some((place) => file.startsWith(place)))
      expectNone(old.filter((file) => YOUNGER_THAN_NODE_20.test(readText(file))))
      if (places.length > 0) expect(old.length).toBeGreaterThan(0)
    })

    test('every version comes from the catalog or the workspace', () => {
      const { dependencies, devDependencies, optionalDependencies } = manifest
      const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      // The declarations go with many versions of the modules that they describe.
      if (item.name === 'holepunch-types') return
      expectNone(versions.filter(([, version]) => !/^(catalog:(node)?|workspace:\*)$/.test(version)))
    })

    test('every path in its manifest and its configs exists', () => {
      const named = [...pathsOfManifest(item), ...pathsOfConfigs(item)]
      expectNone(named.filter((path) => !isThere(posix.join(item.folder, path))))
    })

    test('its README states what it is and how stable', () => {
      const readme = readText(`${item.folder}/README.md`)
      // A face is known by its command, a package by its name on npm.
      expect(readme).toMatch(new RegExp(`^# (@comice/${item.name}|comice(-${item.name})?)$`, 'm'))
      expect(readme).toMatch(/^(## Stability$|\**Stability:\** \**\w+)/m)
    })
  })

  describe.each(packages)('$folder', (item) => {
    test('its index names its exports and holds no logic', () => {
      const file = files.find((each) => each.startsWith(`${item.folder}/src/index.`)) ?? ''
      const index = readText(file)
      expect(index).toMatch(/^(\/\/\/ .*\n)*\s*\/\*\*/)
      expectNone(index.match(/^(export )?(async )?(function|class|const|let|var) /gm) ?? [])
    })

    test('what it throws is in errors.ts', () => {
      const throwing = handWritten(item).filter((file) => /\bthrow new [A-Z]/.test(readText(file)))
      expectNone(
        throwing.filter((file) => !file.endsWith('/errors.ts') && /throw new Error\(/.test(readText(file))),
      )
      if (handWritten(item).some((file) => /\bthrow /.test(readText(file))))
        expect(files).toContain(`${item.folder}/src/errors.ts`)
    })

    test('its tunables are in constants.ts', () => {
      const elsewhere = handWritten(item)
        .filter((file) => !file.endsWith('/constants.ts'))
        .flatMap((file) => [...readText(file).matchAll(TUNABLE)].map(([, name]) => `${file}: ${name}`))
      expectNone(elsewhere)
    })
  })

  test('every path in the configs of the top exists', () => {
    const turbo = readJson('turbo.json') as { globalDependencies: string[] }
    const scripts = Object.values((readJson('package.json') as { scripts: Record<string, string> }).scripts)
    const named = [
      ...turbo.globalDependencies.map((path) => path.replace(/\/\*.*$/, '')),
      ...scripts.flatMap((script) => script.match(/scripts\/[\w./-]+/g) ?? []),
      ...files
        .filter((file) => file.startsWith('.github/workflows/'))
        .flatMap((file) => readText(file).match(/(?:\.ci|scripts)\/[\w./-]+/g) ?? []),
    ]
    expectNone(named.filter((path) => !isThere(path)))
    expect(named.length).toBeGreaterThan(5)
  })

  test('no package weakens the compiler flags', () => {
    const strict = [
      'strict',
      'exactOptionalPropertyTypes',
      'noUncheckedIndexedAccess',
      'verbatimModuleSyntax',
      'erasableSyntaxOnly',
    ]
    const base = (readJson('tsconfig.base.json') as { compilerOptions: Record<string, unknown> })
      .compilerOptions
    expectNone(strict.filter((flag) => base[flag] !== true))
    const configs = files.filter(
      (file) => /(^|\/)tsconfig[\w.]*\.json$/.test(file) && file !== 'tsconfig.base.json',
    )
    const weak = configs.filter((file) => {
      const { compilerOptions = {} } = readJson(file) as { compilerOptions?: Record<string, unknown> }
      // What is said once more, as in the templates of apps, is no weaker for it.
      return Object.entries(compilerOptions).some(
        ([flag, value]) =>
          value !== true &&
          (strict.includes(flag) || /^(strict|noImplicit|no(Unused|Fallthrough))/.test(flag)),
      )
    })
    expectNone(weak)
    expect(configs.length).toBeGreaterThan(packages.length)
  })

  test('no committed text names a package registry or a place on somebody’s machine', () => {
    const places = /registry[.-][a-z0-9.]+\.(?:org|com|io)|[\s"'`(:=]\/root\//
    const text = files.filter(
      (file) =>
        /\.(ts|tsx|mjs|cjs|js|json|yaml|yml|md|sh|toml|service|html|css)$/.test(file) || file === '.ci/run',
    )
    expectNone(text.filter((file) => places.test(readText(file))))
  })
})

/** Relative links and images outside code fences, without their anchors. */
function linksOf(file: string): string[] {
  const prose = readText(file)
    .replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map(([, target]) => (target ?? '').split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

/** What is built is checked by its source: `./dist/a/b.js` comes from `./src/a/b.ts`. */
function pathsOfManifest({ manifest }: Package): string[] {
  const exported = Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'string'
      ? [target]
      : // What apps get is bundled from the sources that the other conditions name.
        Object.entries(target).flatMap(([condition, path]) => (condition === 'comice-app' ? [] : [path])),
  )
  const all = [
    ...exported,
    ...Object.values(manifest.bin ?? {}),
    ...(manifest.files ?? []).filter((path) => path !== 'dist' && !path.startsWith('!')),
  ]
  return all
    .map((path) => path.replace(/^\.\/dist\/(.+?)(\.d\.ts|\.js)$/, './src/$1.ts'))
    .map((path) => {
      const asReact = path.replace(/\.ts$/, '.tsx')
      return path.endsWith('.ts') && asReact !== path && pathExists(manifest, asReact) ? asReact : path
    })
}

function pathExists(manifest: Package['manifest'], path: string): boolean {
  return isThere(posix.join(manifest.repository?.directory ?? '', path))
}

function pathsOfConfigs({ folder }: Package): string[] {
  return files
    .filter((file) => file.startsWith(`${folder}/`) && /\/tsconfig[\w.]*\.json$/.test(file))
    .flatMap((file) => {
      const config = readJson(file) as {
        extends?: string
        include?: string[]
        compilerOptions?: { rootDir?: string }
      }
      const here = posix.relative(folder, dirname(file))
      return [
        config.extends,
        config.compilerOptions?.rootDir,
        ...(config.include ?? []).filter((path) => !path.includes('*')),
      ]
        .filter((path) => path !== undefined)
        .map((path) => posix.join(here, path))
    })
}
