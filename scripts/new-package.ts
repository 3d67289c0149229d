/**
 * Makes a package in `packages/<name>` from `templates/package`: it builds, checks, lints and passes its tests.
 *
 *     pnpm new <name> [description]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FORBIDDEN_NAMES } from './eslint/file-name.ts'
import { EXIT, runMain, SetupFailure } from './setup/failure.mjs'
import { ROOT, workspaceFolders } from './setup/workspace.mjs'

await runMain(() => Promise.resolve(create(process.argv.slice(2))))

function create([name = '', ...words]: string[]): number {
  requireName(name)
  const folder = join(ROOT, 'packages', name)
  const description = words.join(' ') || `The ${name} part of Comice.`
  cpSync(join(ROOT, 'templates', 'package'), folder, { recursive: true })
  for (const file of filesBelow(folder)) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replaceAll('{{name}}', name).replaceAll('{{description}}', description))
  }
  const { status } = spawnSync('pnpm', ['install', '--no-frozen-lockfile'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new SetupFailure('`pnpm install` failed; the package is there, run it again.')
  process.stdout.write(`
packages/${name} is there. What is next:
  1. give it its layer in tests/repo/src/layers.ts and in ARCHITECTURE.md
  2. replace src/greeting by its first noun, then: pnpm --filter ${name} test
  3. write down its public surface: pnpm api
  4. say what is new: pnpm changeset
`)
  return 0
}

function requireName(name: string): void {
  const taken = workspaceFolders().some((folder) => folder.endsWith(`/${name}`))
  const wrong = !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || FORBIDDEN_NAMES.includes(name)
  if (!wrong && !taken && !existsSync(join(ROOT, 'packages', name))) return
  throw new SetupFailure(
    taken ? `There is a package called “${name}”.` : `“${name}” is no name for a package.`,
    {
      exitCode: EXIT.USAGE,
      hint: 'Usage: pnpm new <name> [description], the name in kebab case, as in `pnpm new read-markers`.',
    },
  )
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
