import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readManifest, ROOT } from '../setup/workspace.mjs'

/** A program that CI runs; it passes when it exits with 0 before its deadline. */
export interface CiStep {
  name: string
  title: string
  command: string
  args: string[]
  deadlineMs: number
  env?: NodeJS.ProcessEnv
  cwd?: string
  shell?: boolean
}

const MINUTE_MS = 60_000
const TURBO = ['run', '--ui=stream', '--output-logs=new-only']

/** One for each of two cores: types and lint are nothing but computing. */
const COMPUTING_AT_ONCE = 2

/** Packages tested at once, one test each. Tests wait for sockets and timers more than they compute: docs/decisions/0212-ci-time.md. */
const TESTED_AT_ONCE = 3

/** Deadlines are for what hangs: several times what it takes here, because a machine may be that much slower. */

/** What is found out without running the product. */
export function checks(): CiStep[] {
  return [
    {
      name: 'format',
      title: 'Format',
      command: 'prettier',
      args: ['--check', '.'],
      deadlineMs: 10 * MINUTE_MS,
    },
    turbo('check', 'Types', { args: ['check', 'check:root', '--continue=always'], minutes: 20 }),
    turbo('lint', 'Lint', { args: ['lint', 'lint:root', '--continue=always'], minutes: 30 }),
    {
      name: 'knip',
      title: 'Unused files, exports and dependencies',
      command: 'knip',
      args: ['--no-config-hints'],
      deadlineMs: 12 * MINUTE_MS,
    },
    node('api', 'API reports are as committed', { args: ['scripts/api-reports.ts', '--check'], minutes: 20 }),
  ]
}

/** The tests of every package, app and folder below `tests/`; the full run repeats kill and fuzz loops for hours. */
export function testStep(full: boolean): CiStep {
  const title = full ? 'Tests, all counts' : 'Tests'
  const minutes = full ? 6 * 60 : 90
  return turbo('tests', title, { args: ['test', '--continue=always'], minutes, atOnce: TESTED_AT_ONCE })
}

/** The product itself: examples as their first line says, the benches at their smallest, the tour without a terminal. */
export function programs(): CiStep[] {
  const steps = examples()
  if (existsSync(join(ROOT, 'bench')) && readManifest('bench').scripts?.['smoke'] !== undefined) {
    steps.push({
      name: 'bench',
      title: 'Benches, smallest size',
      command: 'pnpm',
      args: ['--filter', './bench', 'smoke'],
      deadlineMs: 20 * MINUTE_MS,
    })
  }
  steps.push(node('tour', 'The tour, without a terminal', { args: ['scripts/start.mjs'], minutes: 12 }))
  return steps
}

interface Run {
  args: string[]
  minutes: number
  /** Tasks of turbo at once. Default: as many as compute. */
  atOnce?: number
}

function turbo(name: string, title: string, { args, minutes, atOnce = COMPUTING_AT_ONCE }: Run): CiStep {
  const all = [...TURBO, `--concurrency=${atOnce}`, ...args]
  return { name, title, command: 'turbo', args: all, deadlineMs: minutes * MINUTE_MS }
}

function node(name: string, title: string, { args, minutes }: Run): CiStep {
  return { name, title, command: process.execPath, args, deadlineMs: minutes * MINUTE_MS }
}

/**
 * Examples that are apps are run from their links by tests/e2e. Of the others `examples/<name>/main.ts` begins with its run command, `// node main.ts: what it shows`; `commands.sh` beside it does
 * the same by the command line. Both run in the example's folder.
 */
function examples(): CiStep[] {
  const folder = join(ROOT, 'examples')
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const cwd = join(folder, name)
    if (readManifest(join('examples', name)).pear !== undefined) return []
    const step = { cwd, args: [], shell: true, deadlineMs: 8 * MINUTE_MS }
    const steps: CiStep[] = []
    if (existsSync(join(cwd, 'main.ts'))) {
      const command = /^\/\/ ([^:\n]+)/.exec(readFileSync(join(cwd, 'main.ts'), 'utf8'))?.[1]
      const missing = `echo "examples/${name}/main.ts: its first line is not its run command" && exit 1`
      steps.push({ ...step, name: `example-${name}`, title: `Example ${name}`, command: command ?? missing })
    }
    if (existsSync(join(cwd, 'commands.sh'))) {
      const title = `Example ${name}, by the command line`
      const env = { COMICE_HOME: mkdtempSync(join(tmpdir(), 'comice-example-')), PATH: withCommand() }
      steps.push({ ...step, name: `example-${name}-commands`, title, command: 'sh -e commands.sh', env })
    }
    return steps
  })
}

/** A path with `comice` on it, as after `npm install --global @comice/terminal`. */
function withCommand(): string {
  const folder = join(ROOT, '.comice', 'bin')
  mkdirSync(folder, { recursive: true })
  const program = join(ROOT, 'apps', 'terminal', 'dist', 'comice.cjs')
  writeFileSync(join(folder, 'comice'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  })
  return [folder, process.env['PATH']].join(delimiter)
}
