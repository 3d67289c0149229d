/**
 * Puts the guest, with the packages as they were at a commit, into one file. Other people's modules stay outside: the guest runs
 * with those that are installed. argv: the commit, the name of the version.
 *
 *     pnpm --filter rooms make-previous 4de1cd2 0.0.0-format-2
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../../../..')
const [commit = '', version = ''] = process.argv.slice(2)
if (version === '') throw new Error('usage: make-previous <commit> <version>')

const earlier = mkdtempSync(join(tmpdir(), 'previous-'))
const archive = execFileSync('git', ['archive', commit, 'packages', 'tsconfig.base.json'], {
  cwd: ROOT,
  maxBuffer: 2 ** 30,
})
execFileSync('tar', ['-x', '-C', earlier], { input: archive })
const guest = join(earlier, 'packages/rooms/test/previous/guest.ts')
mkdirSync(dirname(guest), { recursive: true })
cpSync(join(HERE, 'guest.ts'), guest)

/** The source of one of our packages, or of a part of it. */
function sourceOf(specifier: string): string {
  const [, name = '', part = ''] = /^@comice\/([^/]+)(?:\/(.+))?$/u.exec(specifier) ?? []
  const folder = join(earlier, 'packages', name)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { '@comice/source'?: string }>
  }
  const source = exports[part === '' ? '.' : `./${part}`]?.['@comice/source']
  if (source === undefined) throw new Error(`${specifier} has no source`)
  return join(folder, source)
}

const bundle = await rolldown({
  input: guest,
  platform: 'node',
  plugins: [
    {
      name: 'ours inside, others outside',
      resolveId(id) {
        if (id.startsWith('@comice/')) return sourceOf(id)
        return /^[./]/u.test(id) ? null : { id, external: true }
      },
    },
  ],
})
const file = join(HERE, `guest-${version}.mjs`)
await bundle.write({ file, format: 'esm', minify: true, comments: false })
const revision = execFileSync('git', ['rev-parse', commit], { cwd: ROOT, encoding: 'utf8' }).trim()
writeFileSync(file, `// Made by make-previous.ts from commit ${revision}.\n${readFileSync(file, 'utf8')}`)
rmSync(earlier, { recursive: true, force: true })
