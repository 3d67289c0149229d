/**
 * Writes the public surface of every package to `packages/<p>/etc/<p>.api.md`, a subpath to `<p>-<subpath>.api.md`, so
 * that a change of it is seen in review. Reads the built declarations: run `pnpm api`, which builds first.
 *
 *     node scripts/api-reports.ts            writes the reports
 *     node scripts/api-reports.ts --check    exits 1 when a committed report is not what the code gives
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Extractor, ExtractorConfig, type ExtractorMessage } from '@microsoft/api-extractor'
import { ROOT } from './setup/workspace.mjs'

interface Surface {
  packageFolder: string
  declarations: string
  report: string
}

const SCRATCH = join(ROOT, '.comice', 'api')
const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

rmSync(SCRATCH, { recursive: true, force: true })
mkdirSync(SCRATCH, { recursive: true })
const packages = readdirSync(join(ROOT, 'packages'))
const stale = packages.flatMap((name) => (options.check ? changedReports(name) : writeReports(name)))
if (stale.length > 0) {
  process.stderr.write(
    `The public surface is not as committed: ${stale.join(', ')}\nRun \`pnpm api\`, read the diff, commit it.\n`,
  )
  process.exitCode = 1
}

function writeReports(name: string): string[] {
  const folder = join(ROOT, 'packages', name, 'etc')
  rmSync(folder, { recursive: true, force: true })
  for (const surface of surfacesOf(name)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, surface.report), reportOf(surface))
  }
  return []
}

function changedReports(name: string): string[] {
  const folder = join(ROOT, 'packages', name, 'etc')
  const surfaces = surfacesOf(name)
  const reports = surfaces.map(({ report }) => report)
  const left = existsSync(folder) ? readdirSync(folder).filter((file) => !reports.includes(file)) : []
  const changed = surfaces.filter((surface) => {
    const committed = join(folder, surface.report)
    return !existsSync(committed) || readFileSync(committed, 'utf8') !== reportOf(surface)
  })
  return [...changed.map(({ report }) => report), ...left].map((file) => `packages/${name}/etc/${file}`)
}

/**
 * What is compiled from sources. Declarations written by hand are their own report: all of `holepunch-types`, which
 * declares other people's modules, so the extractor finds nothing that it exports.
 */
function surfacesOf(name: string): Surface[] {
  const packageFolder = join(ROOT, 'packages', name)
  const { exports = {} } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    exports?: Record<string, string | Record<string, string>>
  }
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || target['types'] === undefined) return []
    if (!target['types'].startsWith('./dist/')) return []
    const subpath = path.slice(1).replaceAll('/', '-')
    return [
      {
        packageFolder,
        declarations: join(packageFolder, target['types']),
        report: `${name}${subpath}.api.md`,
      },
    ]
  })
}

function reportOf({ packageFolder, declarations, report }: Surface): string {
  if (!existsSync(declarations)) throw new Error(`${declarations} is missing: build first.`)
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(packageFolder, 'package.json'),
    configObject: {
      projectFolder: packageFolder,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { extends: join(ROOT, 'tsconfig.base.json'), files: [declarations] } },
      apiReport: { enabled: true, reportFolder: SCRATCH, reportTempFolder: SCRATCH, reportFileName: report },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'none' as never } },
        extractorMessageReporting: { default: { logLevel: 'none' as never } },
        tsdocMessageReporting: { default: { logLevel: 'none' as never } },
      },
    },
  })
  Extractor.invoke(config, { localBuild: true, messageCallback: silence })
  return readFileSync(join(SCRATCH, report), 'utf8')
}

/** The extractor reports each file that it writes; only its result matters here. */
function silence(message: ExtractorMessage): void {
  message.handled = true
}
