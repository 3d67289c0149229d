/** `comice app dev` from its start to Ctrl-C: people, their network, and the watch that restarts their apps. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Give } from '@comice/host'
import { watchProject } from '@comice/platform/dev'
import type { Output } from '../output/output.ts'
import { createDevOutput, type DevOutput } from './dev-output.ts'
import { DevPerson } from './dev-person.ts'
import { Endings } from './endings.ts'
import { freePorts } from './free-ports.ts'

/** Who runs the app, in this order. */
export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'] as const

export interface DevOptions {
  /** The app's folder, absolute. */
  readonly dir: string
  readonly args: readonly string[]
  /** How many people run it: at most as many as {@link PEOPLE}. */
  readonly peers: number
  /** Absolute: what they keep stays in it. Without: a folder that goes at the end. */
  readonly store: string | undefined
  /** Path of the link that the app is opened by. */
  readonly link: string | undefined
  readonly inspect: boolean
  /** Files and folders of the user that the app of each may use. */
  readonly give: readonly Give[] | undefined
}

/** Runs until `signal` aborts, then ends apps, nodes and what was thrown away, in this order. @throws FOLDER_NOT_WATCHED */
export async function runDev(options: DevOptions, output: Output, signal: AbortSignal): Promise<void> {
  await using ending = new Endings()
  await using watch = await watchProject(options.dir, { signal })
  const names = PEOPLE.slice(0, options.peers)
  const shown = createDevOutput(names, output)
  const hasTerminal = names.length === 1 && !output.isJson
  const people = await gather(names, { options, shown, hasTerminal, output }, ending)
  if (!hasTerminal) typeToThem(people, shown, ending)
  await restartAll(people)
  for await (const changes of watch.changes) {
    shown.note(null, `${listed(changes)} changed: starting again`)
    await restartAll(people)
  }
}

interface Gathering {
  readonly options: DevOptions
  readonly shown: DevOutput
  readonly hasTerminal: boolean
  readonly output: Output
}

async function gather(
  names: readonly string[],
  { options, shown, hasTerminal, output }: Gathering,
  ending: Endings,
): Promise<DevPerson[]> {
  const home = options.store ?? (await throwAwayFolder(ending))
  const localPort = await freePorts()
  const { dir, args, link, inspect, give } = options
  const people = names.map(
    (name) =>
      new DevPerson({
        ...{
          name,
          profile: path.join(home, name),
          localPort,
          inspect,
          hasTerminal,
          output: shown,
          windowOutput: output,
        },
        app: { dir, args, path: link, give },
      }),
  )
  // The first one's node hosts the DHT of all, so it goes last.
  for (const person of people) ending.defer(() => person.close())
  ending.defer(async () => void (await Promise.all(people.map((person) => person.end()))))
  return people
}

async function throwAwayFolder(ending: Endings): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'comice-dev-'))
  ending.defer(() => rm(home, { recursive: true, force: true }))
  return home
}

/** The first before the others: they find each other by the DHT that its node hosts. */
async function restartAll([first, ...others]: readonly DevPerson[]): Promise<void> {
  await first?.restart()
  await Promise.all(others.map((person) => person.restart()))
}

/** A line goes to whom it names (`@bob hello`), and from then on all lines do; the first gets those before. */
function typeToThem(people: readonly DevPerson[], shown: DevOutput, ending: Endings): void {
  let [listener] = people
  const lines = createInterface({ input: process.stdin })
  ending.defer(() => lines.close())
  lines.on('line', (line) => {
    const [, name, text = ''] = /^@(\w+)\s*(.*)$/u.exec(line) ?? [null, undefined, line]
    const named = people.find((person) => person.name === name)
    if (name !== undefined && named === undefined) return shown.note(null, `nobody here is called ${name}`)
    listener = named ?? listener
    if (text !== '' || named === undefined) listener?.send(text)
  })
  lines.on('close', () => {
    for (const person of people) person.endInput()
  })
}

function listed(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  return others.length === 0 ? first : `${first} and ${others.length} more`
}
