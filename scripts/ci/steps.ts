import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest, ROOT } from '../setup/workspace.mjs'

/** A program that CI runs; it passes when it exits with 0 before its deadline. */
export interface CiStep {
  name: string
  title: string
  command: string
  args: string[]
  deadlineMs: number
  env?: NodeJS.ProcessEnv
  shell?: boolean
}

const MINUTE_MS = 60_000
/** Two: the tests open real sockets and processes, and time what they do. */
const CONCURRENCY = '--concurrency=2'
const TURBO = ['run', '--ui=stream', '--output-logs=new-only', CONCURRENCY]

/** What is found out without running the product. */
export function checks(): CiStep[] {
  return [
    {
      name: 'format',
      title: 'Format',
      command: 'prettier',
      args: ['--check', '.'],
      deadlineMs: 2 * MINUTE_MS,
    },
    turbo('check', 'Types', { args: ['check', 'check:root', '--continue=always'], minutes: 5 }),
    turbo('lint', 'Lint', { args: ['lint', 'lint:root', '--continue=always'], minutes: 8 }),
    {
      name: 'knip',
      title: 'Unused files, exports and dependencies',
      command: 'knip',
      args: ['--no-config-hints'],
      deadlineMs: 3 * MINUTE_MS,
    },
    node('api', 'API reports are as committed', { args: ['scripts/api-reports.ts', '--check'], minutes: 5 }),
  ]
}

/** The tests of every package, app and folder below `tests/`; the full run repeats kill and fuzz loops for hours. */
export function testStep(full: boolean): CiStep {
  const title = full ? 'Tests, all counts' : 'Tests'
  return turbo('tests', title, { args: ['test', '--continue=always'], minutes: full ? 6 * 60 : 22 })
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
      deadlineMs: 5 * MINUTE_MS,
    })
  }
  steps.push(node('tour', 'The tour, without a terminal', { args: ['scripts/start.mjs'], minutes: 3 }))
  return steps
}

interface Run {
  args: string[]
  minutes: number
}

function turbo(name: string, title: string, { args, minutes }: Run): CiStep {
  return { name, title, command: 'turbo', args: [...TURBO, ...args], deadlineMs: minutes * MINUTE_MS }
}

function node(name: string, title: string, { args, minutes }: Run): CiStep {
  return { name, title, command: process.execPath, args, deadlineMs: minutes * MINUTE_MS }
}

/** `examples/<name>/main.ts` begins with `// <the command that runs it>`. */
function examples(): CiStep[] {
  const folder = join(ROOT, 'examples')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'main.ts')))
    .map((name) => {
      const [first = ''] = readFileSync(join(folder, name, 'main.ts'), 'utf8').split('\n')
      const command = first.startsWith('// ')
        ? first.slice(3)
        : `echo "examples/${name}/main.ts: its first line is not its run command" && exit 1`
      return {
        name: `example-${name}`,
        title: `Example ${name}`,
        command,
        args: [],
        shell: true,
        deadlineMs: 2 * MINUTE_MS,
      }
    })
}
