/** Every error @comice/host throws. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const HostErrors = defineErrors({
  IDENTITY_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'this profile has no identity yet',
    hint: 'comice id show makes one, comice id recover takes yours',
  },
  NODE_START_FAILED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `the node did not start: ${reason}`,
    hint: 'run `comice doctor`, and look at the log in the profile',
  },
  NODE_START_TIMEOUT: {
    exit: ExitCode.Deadline,
    message: ({ timeoutMs }: { timeoutMs: number }) => `the node was not ready within ${timeoutMs} ms`,
    hint: 'try again with a longer --timeout, and look at the log in the profile',
  },
  NODE_NOT_RUNNING: {
    exit: ExitCode.NotFound,
    message: () => 'no node runs for this profile',
    hint: 'any command that needs one starts it',
  },
  NODE_OTHER_VERSION: {
    exit: ExitCode.Conflict,
    message: ({ found, expected }: { found: number; expected: number }) =>
      `the running node speaks version ${found} of the local API, this program ${expected}`,
    hint: 'stop it with `comice stop`, then run the command again',
  },
  NODE_RUNTIME_MISSING: {
    exit: ExitCode.Failed,
    message: ({ found }: { found: string }) => `the node needs Node 26, found ${found}`,
    hint: 'install the package with its optional dependencies, or set COMICE_NODE to a Node 26 executable',
  },
  TOKEN_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this token is not, or no longer, valid',
    hint: 'open the window again with `comice-desktop`',
  },
  CODE_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this code was used already or has expired',
    hint: 'open the window again with `comice-desktop`',
  },
  NOT_FOR_WINDOWS: {
    exit: ExitCode.Refused,
    message: () => 'a window may not do this',
    hint: 'use the command line',
  },
  INPUT_INVALID: {
    exit: ExitCode.Usage,
    message: ({ problems }: { problems: string }) => `this cannot be done as asked: ${problems}`,
    hint: 'check the arguments',
  },
  FOLDER_NOT_SHOWN: {
    exit: ExitCode.Failed,
    message: ({ folder, reason }: { folder: string; reason: string }) => `${folder} is not shown: ${reason}`,
    hint: 'open it with the file manager by hand',
  },
  // windows of a browser
  BROWSER_FAILED: {
    exit: ExitCode.Failed,
    message: ({ browser, reason }: { browser: string; reason: string }) =>
      `${browser} did not open a window: ${reason}`,
    hint: 'set COMICE_BROWSER to another browser, or use --print and open the address yourself',
  },
  /** A host that a page may reach would end up as another rule of the browser's. */
  BROWSER_HOST_INVALID: {
    exit: ExitCode.Usage,
    message: ({ host }: { host: string }) => `a browser cannot be told to reach ${host}`,
    expected: 'a host name, an IPv4 address, or an IPv6 address in brackets',
    hint: 'name the host alone, without scheme, port or path',
  },
  // people
  CONTACT_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ name }: { name: string }) => `nobody is called ${name} here, and it is no identity`,
    hint: 'comice contact list shows whom you have a name for',
  },
  CONTACT_AMBIGUOUS: {
    exit: ExitCode.Conflict,
    message: ({ name, matches }: { name: string; matches: number }) =>
      `${matches} people are called ${name} here`,
    hint: 'your devices gave the name apart: give one of them another, by comice contact add and the identity',
  },
  /** Another key under a known name: perhaps a new phrase of theirs, perhaps somebody else. */
  CONTACT_NAME_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ name, identity }: { name: string; identity: string }) =>
      `you call another identity ${name}: ${identity}`,
    hint: 'a new key under a known name may be somebody else: compare (comice id compare), then comice contact remove the old one',
  },
  CONTACT_IS_SELF: {
    exit: ExitCode.Usage,
    message: () => 'this is your own identity',
    hint: 'give the identity of somebody else, as comice room members --json shows it',
  },
  CONTACTS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `there are names for ${limit} people already`,
    hint: 'comice contact remove makes room',
  },
  // drives
  /** A path of the user's that the node was to read or write. */
  FILE_UNUSABLE: {
    exit: ExitCode.Failed,
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be used: ${reason}`,
    hint: 'check the path, its owner and its permissions',
  },
  FILE_EXISTS: {
    exit: ExitCode.Conflict,
    message: ({ file }: { file: string }) => `there is a ${file} already`,
    hint: 'name another file, or say --force to replace it',
  },
  // transfers
  TRANSFER_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `there is no transfer ${id}`,
    hint: 'comice transfer list shows what there is',
  },
  TRANSFER_AMBIGUOUS: {
    exit: ExitCode.Usage,
    message: ({ id }: { id: string }) => `more than one transfer is named ${id}`,
    hint: 'say more of its id, as comice transfer list --json shows it',
  },
  /** The name would come from a drive, and is one that nobody wants on a disk. */
  FILE_NAMELESS: {
    exit: ExitCode.Usage,
    message: ({ reason }: { reason: string }) => `its name cannot be that of a file here: ${reason}`,
    hint: 'name the file that it is to become',
  },
  DISK_FULL: {
    exit: ExitCode.NoSpace,
    message: ({ file }: { file: string }) => `the disk is full; there is no ${file}`,
    hint: 'free some space and run it again',
  },
  PORT_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ port }: { port: number }) => `port ${port} of this machine cannot be used`,
    hint: 'name another, or none',
  },
  LIVE_MIRROR_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `no mirror ${id} runs`,
    hint: 'comice drive mirrors lists those that do',
  },
  ROLE_INVALID: {
    exit: ExitCode.Usage,
    message: ({ roles }: { roles: string }) => `a role is <room>:<role>, and the role one of ${roles}`,
    hint: 'comice grant add --role Pears:moderator shell',
  },
  FORWARD_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: ({ id }: { id: string }) => `there is no forward ${id}`,
    hint: 'comice forward list shows those that there are',
  },
  FORWARDS_FULL: {
    exit: ExitCode.Failed,
    message: ({ limit }: { limit: number }) => `the node goes on with ${limit} forwards already`,
    hint: 'end some first: comice forward stop <id>',
  },
  /** The drive could not be read or written, for a reason that is no mistake of anybody's. The log has it. */
  FILE_NOT_SERVED: {
    exit: ExitCode.Failed,
    message: () => 'the node could not read or write it',
    hint: 'try again; the log of the node has the reason',
  },
  PIPE_LISTENER_UNKNOWN: {
    exit: ExitCode.NotFound,
    message: () => 'no program waits for a pipe there any more',
    hint: 'comice pipe --listen makes a new one',
  },
})
