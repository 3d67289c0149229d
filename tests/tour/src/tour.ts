/** The tour as `npm start` runs it after its set-up: built programs, in a folder of its own, with an empty home. */
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { spawnPeer, type SpawnedPeer, tempDir, type TempDir } from '@comice/testkit'
import { endProcessesBelow } from './processes.ts'

const TOUR = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@comice/tour/package.json')),
  'tour.ts',
)

/** The whole tour took 7 s on a quiet machine with two cores. */
export const TOUR_TIMEOUT_MS = 90_000

/** Where a tour runs. Disposing ends what it may have left, and removes everything. */
export interface Stage extends AsyncDisposable {
  /** The folder that stands for the clone. */
  readonly clone: string
  /** The person's home: empty, and to stay so. */
  readonly home: string
  /** What to run: the program, its arguments, and the variables that it needs. */
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder of the tour: `profile('alice')`. */
  profile(name: string): string
  /** Starts the tour without a terminal. */
  start(args?: readonly string[]): Promise<SpawnedPeer>
  /** Starts another program as if it stood in the clone. */
  startWith(command: string, args: readonly string[]): Promise<SpawnedPeer>
}

/** `more`: variables of the tour beside its own. */
export async function openStage(more: Stage['env'] = {}): Promise<Stage> {
  await using opening = new AsyncDisposableStack()
  const dir: TempDir = opening.use(await tempDir('tour'))
  const [clone, home] = [dir.join('clone'), dir.join('home')]
  for (const folder of [clone, home]) await mkdir(folder)
  opening.defer(() => endProcessesBelow(dir.path))
  const env = {
    HOME: home,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    XDG_DATA_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_RUNTIME_DIR: undefined,
    COMICE_HOME: undefined,
    COMICE_PROFILE: undefined,
    NODE_OPTIONS: undefined,
    ...more,
  }
  const startWith = async (command: string, args: readonly string[]) => {
    const tour = await spawnPeer({ name: 'the tour', command, args, cwd: clone, env })
    tour.endInput()
    return tour
  }
  const open = opening.move()
  return {
    clone,
    home,
    env,
    command: [process.execPath, TOUR],
    profile: (name) => path.join(clone, '.comice', 'tour', name),
    start: (args = []) => startWith(process.execPath, [TOUR, ...args]),
    startWith,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
