/** What the launcher can be told. */
import { parseArgs } from 'node:util'
import { isComiceError, parseLink } from '@comice/protocol'
import { LauncherErrors } from './errors.ts'

export interface LauncherOptions {
  readonly profile: string
  /** DHT nodes as host:port. */
  readonly bootstrap: readonly string[] | undefined
  /** Id or name of the room that is opened at once. */
  readonly room: string | undefined
  /** Link of an app that is opened at once, or installed first. */
  readonly link: string | undefined
  /** Print the address instead of opening a browser. */
  readonly print: boolean
  /** Instead of opening anything: make this program the one for links, or no longer. */
  readonly register: 'comice' | 'comice-and-pear' | 'no-longer' | undefined
}

export const USAGE = `Usage: comice-desktop [options] [comice://… | pear://…]

Opens Comice in a window of an installed browser, and starts the node when it does not run. With the link of an app
the window asks what has to be asked, and opens it.

Options:
  --profile <name>    the profile to open (default: default)
  --bootstrap <list>  DHT nodes as host:port, separated by commas; only these are used then
  --room <id>         open this room at once
  --print             print the address on stdout instead of opening a browser, and stay until Ctrl-C
  --register          open comice:// links of other programs with this one (Linux)
  --register-pear     and pear:// links as well
  --unregister        neither any longer
  --version, --help

Environment:
  COMICE_HOME         folder of all profiles
  COMICE_BROWSER      the browser to use: a command or a path
`

/** @throws USAGE */
export function readOptions(args: readonly string[]): LauncherOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', default: 'default' },
        bootstrap: { type: 'string' },
        room: { type: 'string' },
        print: { type: 'boolean', default: false },
        register: { type: 'boolean', default: false },
        'register-pear': { type: 'boolean', default: false },
        unregister: { type: 'boolean', default: false },
      },
    })
    const { profile, bootstrap, room, print } = values
    const link = readLink(positionals)
    return { profile, bootstrap: bootstrap?.split(','), room, link, print, register: registrationOf(values) }
  } catch (error) {
    if (isComiceError(error, 'USAGE')) throw error
    throw LauncherErrors.USAGE({ problem: error instanceof Error ? error.message : String(error) })
  }
}

/** Other programs hand over whatever somebody clicked on, so it is looked at before anything is started for it. */
function readLink([link, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) throw LauncherErrors.USAGE({ problem: 'one link at a time' })
  if (link !== undefined) parseLink(link)
  return link
}

interface Registration {
  readonly register: boolean
  readonly 'register-pear': boolean
  readonly unregister: boolean
}

function registrationOf({ register, unregister, ...rest }: Registration): LauncherOptions['register'] {
  if (unregister) return 'no-longer'
  if (rest['register-pear']) return 'comice-and-pear'
  return register ? 'comice' : undefined
}
