import { APP_TMP_BYTES } from '../constants.ts'
import type { NodeImage } from './node-image.ts'

/** A bubblewrap that was seen to work here. */
export interface Bubblewrap {
  /** Absolute path of the program. */
  readonly path: string
  /** Since 0.8: what is inside cannot make user namespaces, whose code is where most kernel bugs of this kind are. */
  readonly canDisableUserns: boolean
  /** System calls are filtered: the kernel can, and there is a table for this architecture. */
  readonly canFilter: boolean
  /** Binds what is open, whatever its path leads to by then. */
  readonly canBindOpen: boolean
}

/** Descriptor that bwrap reads its filter of system calls from; it is closed before the app starts. */
export const FILTER_FD = 5

/** Descriptor of the first of {@link boundPaths}, the others come behind it; bwrap closes them before the app starts. */
export const FIRST_BOUND_FD = 6

/** What an app sees of the machine's files. Paths are absolute, without symbolic links, the same inside as outside. */
export interface Visible {
  readonly readOnly: readonly string[]
  /** The app's own folder, which it may write. */
  readonly writable: string
  /** Files and folders of the user's, given for one run. */
  readonly given: readonly GivenPath[]
}

/** Something of the user's that an app may use where it lies. */
export interface GivenPath {
  readonly path: string
  readonly isFolder: boolean
  readonly isWritable: boolean
}

/** What is bound by descriptors, in their order. Empty where bwrap takes only paths. */
export function boundPaths(bubblewrap: Bubblewrap, { readOnly, given, writable }: Visible): string[] {
  return bubblewrap.canBindOpen ? [...readOnly, ...given.map(({ path }) => path), writable] : []
}

/**
 * No devices but those that a program cannot hurt itself with. No `/dev/shm`, which is memory that no watchdog sees;
 * no `/dev/tty` and no pseudo-terminals: a terminal app has its terminal open already, on the descriptors it was given.
 */
const DEVICES = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom']

/**
 * Namespaces of its own for everything that has one. `--new-session` takes the controlling terminal away: with it a
 * program types into its user's shell (TIOCSTI), and raw mode works without. `--cap-drop` and the read-only `/proc`
 * matter for root: it could otherwise write `/proc/sys/kernel/core_pattern`, which the whole machine obeys.
 */
const WALLS = [
  ...[
    '--unshare-user',
    '--unshare-ipc',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-uts',
    '--unshare-cgroup-try',
  ],
  ...['--hostname', 'app', '--cap-drop', 'ALL', '--new-session', '--die-with-parent'],
]

/**
 * The arguments of bwrap up to and with `--`; what follows is the command. bwrap has to be started with the app's
 * environment, not told it: its own can be read inside, at `/proc/1/environ`.
 */
export function bubblewrapArguments(bubblewrap: Bubblewrap, image: NodeImage, visible: Visible): string[] {
  const { readOnly, writable, given } = visible
  let fd = FIRST_BOUND_FD
  const bind = (path: string, isWritable: boolean) => {
    const option = isWritable ? '--bind' : '--ro-bind'
    return bubblewrap.canBindOpen ? [`${option}-fd`, String(fd++), path] : [option, path, path]
  }
  return [
    ...foundation(bubblewrap, image),
    ...(bubblewrap.canFilter ? ['--seccomp', String(FILTER_FD)] : []),
    ...readOnly.flatMap((path) => bind(path, false)),
    ...given.flatMap(({ path, isWritable }) => bind(path, isWritable)),
    ...bind(writable, true),
    ...['--chdir', writable],
    ...closing(),
  ]
}

/** The arguments of a trial: the same walls around a Node that does nothing. The filter is read from its input. */
export function bubblewrapProbe(bubblewrap: Bubblewrap, image: NodeImage): string[] {
  const filter = bubblewrap.canFilter ? ['--seccomp', '0'] : []
  return [...foundation(bubblewrap, image), ...filter, ...closing(), image.binary, '-e', '0']
}

function foundation(bubblewrap: Bubblewrap, image: NodeImage): string[] {
  return [
    ...WALLS,
    ...(bubblewrap.canDisableUserns ? ['--disable-userns'] : []),
    // First, so that folders under the real /tmp can be bound over it.
    ...['--size', String(APP_TMP_BYTES), '--tmpfs', '/tmp', '--proc', '/proc'],
    ...DEVICES.flatMap((path) => ['--dev-bind', path, path]),
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...[image.binary, ...image.libraries].flatMap((path) => ['--ro-bind', path, path]),
  ]
}

/** The root is memory too: writable, it would be a disk without a quota. */
function closing(): string[] {
  return ['--remount-ro', '/proc', '--remount-ro', '/', '--']
}
