import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './program.ts'

/** An empty folder in which a stranger installs our packages. */
export function createConsumer(registryUrl: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'comice-pack-'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, type: 'module' }),
  )
  writeFileSync(
    join(folder, '.npmrc'),
    `@comice:registry=${registryUrl}\naudit=false\nfund=false\nupdate-notifier=false\n`,
  )
  return folder
}

export async function npmInstall(
  folder: string,
  names: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const env = { no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1' }
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', ...flags, ...names], {
    cwd: folder,
    env,
  })
}

/** The versions of a module that npm chose; more than one breaks what compares its classes. */
export function lockedVersions(folder: string, module: string): string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  const found = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${module}`))
  return [...new Set(found.map(([, { version = '' }]) => version))]
}

/** `{ "@comice/core": ["createPeer", …] }` as plain JavaScript sees it under the given Node. */
export async function namesOf(
  folder: string,
  specifiers: readonly string[],
  node: string,
): Promise<Record<string, string[]>> {
  const program = join(folder, 'import-all.mjs')
  const lines = specifiers.map(
    (specifier) => `found['${specifier}'] = Object.keys(await import('${specifier}'))`,
  )
  writeFileSync(
    program,
    ['const found = {}', ...lines, 'console.log(JSON.stringify(found))', 'process.exit(0)', ''].join('\n'),
  )
  const printed = await run(node, [program], { cwd: folder })
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '{}') as Record<string, string[]>
}

/** What `node-20.mjs` prints when it runs beside the installed packages. */
export async function useOnNode20(folder: string, node: string): Promise<string[]> {
  const program = join(folder, 'node-20.mjs')
  copyFileSync(fileURLToPath(new URL('./node-20.mjs', import.meta.url)), program)
  return (await run(node, [program], { cwd: folder })).trim().split('\n')
}

/** Compiles a program that uses every name, under the strictest flags and with our declarations checked too. */
export async function compileAll(folder: string, names: Record<string, string[]>): Promise<void> {
  const imports = Object.entries(names).flatMap(([specifier, list], index) => {
    const all = `import type * as all${index} from '${specifier}'\nexport type All${index} = typeof all${index}`
    const taken = list.map((name) => `${name} as m${index}_${name}`)
    return list.length === 0
      ? [all]
      : [
          all,
          `import { ${taken.join(', ')} } from '${specifier}'`,
          `export const used${index} = [${list.map((name) => `m${index}_${name}`).join(', ')}] as unknown[]`,
        ]
  })
  writeFileSync(join(folder, 'program.ts'), `${imports.join('\n')}\n`)
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  await run('tsc', ['-p', join(folder, 'tsconfig.json')], { cwd: folder })
}
