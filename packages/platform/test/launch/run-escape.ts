import { text } from 'node:stream/consumers'
import { launchSpec, spawnApp, type LaunchOptions, type Outcome } from '../../src/index.ts'
import { linkOut, type Machine } from './machine.ts'

/** Which of the two layers that keep an app in are on. */
export const MODES = ['all layers', 'bubblewrap alone', 'permission model alone'] as const

export type Mode = (typeof MODES)[number]

/** What a launch is given for it. */
export const MODE_OPTIONS: Readonly<Record<Mode, Partial<LaunchOptions>>> = {
  'all layers': {},
  'bubblewrap alone': { without: ['permission'] },
  'permission model alone': { without: ['bubblewrap'], accept: 'seat-belt' },
}

export interface EscapeResult {
  /** Code by attempt, HAPPENED for one that was not refused. */
  readonly codes: Readonly<Record<string, string>>
  readonly output: string
  readonly outcome: Outcome
}

/** Runs an app of the corpus on a machine, and collects what it reports. */
export async function runEscape(machine: Machine, escape: string, mode: Mode): Promise<EscapeResult> {
  const { checkout, files } = await machine.install(escape)
  const args = [JSON.stringify(machine.target)]
  const spec = await launchSpec({ app: escape, checkout, files, args, ...MODE_OPTIONS[mode] })
  if (escape === 'follow-links') await linkOut(machine)
  const app = spawnApp(spec, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, outcome] = await Promise.all([text(app.stdout!), text(app.stderr!), app.ended])
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  const reports = lines.map((line) => JSON.parse(line) as { name: string; code: string })
  return {
    codes: Object.fromEntries(reports.map(({ name, code }) => [name, code])),
    output: stdout + stderr,
    outcome,
  }
}
