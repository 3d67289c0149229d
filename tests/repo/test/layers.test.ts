import { describe, test } from 'vitest'
import { expectNone } from '../src/expect-none.ts'
import { importsOf, packageName } from '../src/imports.ts'
import { APPS, layerOf, mayImport } from '../src/layers.ts'
import { packagesIn, repositoryFiles, type Manifest, type Package } from '../src/workspace.ts'

const everyone = [...packagesIn('packages'), ...packagesIn('apps')]
const sources = repositoryFiles().filter((file) => /\.[cm]?tsx?$/.test(file))
const OURS = /^@comice\/([^/]+)/

function sourcesOf(item: Package, part: string): string[] {
  return sources.filter((file) => file.startsWith(`${item.folder}/${part}`))
}

/** `src/a.ts → @comice/b` for each import of a package of ours. */
function ourImports(
  item: Package,
  part: string,
): { file: string; specifier: string; to: string; typeOnly: boolean }[] {
  return sourcesOf(item, part).flatMap((file) =>
    importsOf(file).flatMap((each) => {
      const to = OURS.exec(each.specifier)?.[1]
      return to === undefined ? [] : [{ file, to, ...each }]
    }),
  )
}

function ourDependencies(manifest: Manifest): string[] {
  const all = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  }
  return Object.keys(all).flatMap((name) => OURS.exec(name)?.[1] ?? [])
}

describe('layers', () => {
  test('every package and app has its layer', () => {
    expectNone(everyone.filter(({ name }) => layerOf(name) === undefined).map(({ folder }) => folder))
  })

  describe.each(everyone)('$folder', (item) => {
    test('dependencies of every kind point down', () => {
      expectNone(ourDependencies(item.manifest).filter((to) => !mayImport(item.name, to)))
    })

    test('imports point down, in sources and in tests', () => {
      const up = ourImports(item, '').filter(({ to }) => to !== item.name && !mayImport(item.name, to))
      expectNone(up)
    })

    test('a package is entered by its exports only, and never by a path', () => {
      const allowed = (specifier: string): boolean => {
        const target = everyone.find(({ manifest }) => manifest.name === packageName(specifier))
        return target?.manifest.exports?.[`.${specifier.slice(target.manifest.name.length)}`] !== undefined
      }
      expectNone(ourImports(item, '').filter(({ specifier }) => !allowed(specifier)))
      const leaving = sourcesOf(item, 'src/').flatMap((file) =>
        importsOf(file).filter(({ specifier }) => {
          return (
            specifier.startsWith('.') &&
            !new URL(specifier, `file:///${file}`).pathname.startsWith(`/${item.folder}/`)
          )
        }),
      )
      expectNone(leaving)
    })

    test('the published part needs only what is declared as a dependency', () => {
      const { dependencies, peerDependencies, optionalDependencies, devDependencies } = item.manifest
      const declared = { ...dependencies, ...peerDependencies, ...optionalDependencies }
      // An app brings its page as a bundle, so what it bundles is a dev dependency.
      const bundled = APPS.includes(item.name) ? { ...devDependencies } : {}
      // Declarations of a module are of use to those who have that module.
      const code = sourcesOf(item, 'src/').filter((file) => !/\.d\.[cm]?ts$/.test(file))
      const missing = code.flatMap((file) =>
        importsOf(file)
          // Types of the stack's modules come from holepunch-types, whether the module itself is used or not.
          .filter(({ typeOnly }) => !typeOnly || !('@comice/holepunch-types' in declared))
          .map(({ specifier }) => packageName(specifier))
          .filter(
            (name) =>
              name !== null && name !== item.manifest.name && !(name in declared) && !(name in bundled),
          )
          .map((name) => `${file} → ${name}`),
      )
      expectNone(missing)
    })
  })

  test('whoever brings hypercore pins it and its storage, for those who install without our overrides', () => {
    const brings = [
      'autobase',
      'blind-pairing',
      'blind-peer',
      'blind-peering',
      'corestore',
      'hyperbee',
      'hyperdrive',
    ]
    const unpinned = everyone
      .map(({ folder, manifest }) => ({ folder, needs: Object.keys(manifest.dependencies ?? {}) }))
      .filter(({ needs }) => needs.some((name) => brings.includes(name)))
      .filter(({ needs }) => !needs.includes('hypercore') || !needs.includes('hypercore-storage'))
    expectNone(unpinned.map(({ folder }) => folder))
  })

  test('nothing imports an app', () => {
    const tests = packagesIn('tests').flatMap((item) => ourImports(item, ''))
    const toApps = [...everyone.flatMap((item) => ourImports(item, '')), ...tests].filter(
      ({ to, file }) => APPS.includes(to) && !file.startsWith(`apps/${to}/`),
    )
    expectNone(toApps)
  })

  test('the client takes only types from the host', () => {
    const client = everyone
      .filter(({ name }) => name === 'client')
      .flatMap((item) => ourImports(item, 'src/'))
    expectNone(client.filter(({ to, typeOnly }) => to === 'host' && !typeOnly))
  })

  test('protocol does no input or output and runs in a browser', () => {
    const protocol = everyone
      .filter(({ name }) => name === 'protocol')
      .flatMap((item) => sourcesOf(item, 'src/'))
    const impure = protocol
      .flatMap((file) => importsOf(file).map(({ specifier }) => specifier))
      .filter((specifier) => /^node:|-native$|-universal$/.test(specifier))
    expectNone(impure)
  })
})
