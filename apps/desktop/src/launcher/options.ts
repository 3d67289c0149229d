/** What the launcher can be told. */
import { parseArgs } from 'node:util'
import { LauncherErrors } from './errors.ts'

export interface LauncherOptions {
  readonly profile: string
  /** DHT nodes as host:port. */
  readonly bootstrap: readonly string[] | undefined
  /** Id or name of the room that is opened at once. */
  readonly room: string | undefined
  /** Print the address instead of opening a browser. */
  readonly print: boolean
}

export const USAGE = `Usage: comice-desktop [options]

Opens Comice in a window of an installed browser, and starts the node when it does not run.

Options:
  --profile <name>    the profile to open (default: default)
  --bootstrap <list>  DHT nodes as host:port, separated by commas; only these are used then
  --room <id>         open this room at once
  --print             print the address on stdout instead of opening a browser, and stay until Ctrl-C
  --version, --help

Environment:
  COMICE_HOME         folder of all profiles
  COMICE_BROWSER      the browser to use: a command or a path
`

/** @throws USAGE */
export function readOptions(args: readonly string[]): LauncherOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        profile: { type: 'string', default: 'default' },
        bootstrap: { type: 'string' },
        room: { type: 'string' },
        print: { type: 'boolean', default: false },
      },
    })
    const { profile, bootstrap, room, print } = values
    return { profile, bootstrap: bootstrap?.split(','), room, print }
  } catch (error) {
    throw LauncherErrors.USAGE({ problem: error instanceof Error ? error.message : String(error) })
  }
}
