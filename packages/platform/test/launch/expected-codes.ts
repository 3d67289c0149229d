/**
 * What each attempt of the corpus comes to: with all layers; with bubblewrap alone; with the permission model alone.
 * One code stands for all three. HAPPENED in the first column is harmless in itself and says why.
 */
export type Expected = string | readonly [all: string, bubblewrap: string, permission: string]

const DENIED = 'ERR_ACCESS_DENIED'
const REFUSED = 'APP_CALL_REFUSED'
const NO_MODULE = 'ERR_UNKNOWN_BUILTIN_MODULE'

/** Node denies the call; under bubblewrap alone the thing is not there. */
const noModuleOr = (code: string): Expected => [NO_MODULE, code, NO_MODULE]
const deniedOr = (code: string): Expected => [DENIED, code, DENIED]
const refusedOr = (code: string): Expected => [REFUSED, code, REFUSED]

export const EXPECTED: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  // Under bubblewrap alone the filter of system calls answers; all but one of these are not asked further.
  'call-kernel': {
    'typing into its terminal': noModuleOr('EPERM'),
    'pasting into the console': noModuleOr('EPERM'),
    'another question to its terminal': noModuleOr('EBADF'),
    'a socket to the host of a virtual machine': noModuleOr('EAFNOSUPPORT'),
    'a socket into the kernel’s cryptography': noModuleOr('EAFNOSUPPORT'),
    'a raw packet': noModuleOr('EAFNOSUPPORT'),
    'a namespace of its own': noModuleOr('EPERM'),
    'a process in a namespace of its own': noModuleOr('EPERM'),
    'a process by flags that nobody sees': noModuleOr('ENOSYS'),
    'a mount': noModuleOr('EPERM'),
    'being traced': noModuleOr('EPERM'),
    'the keys of its user': noModuleOr('EPERM'),
    'a program in the kernel': noModuleOr('EPERM'),
  },
  'follow-links': {
    'a link of its own': deniedOr('ENOENT'),
    // What the seat belt does not hold: Node follows links that are there.
    'a link that others made meanwhile': ['ENOENT', 'ENOENT', 'HAPPENED'],
    'a link to a module': ['ERR_MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'APP_IMPORT_REFUSED'],
  },
  'kill-others': {
    'a process of the same user': refusedOr('ESRCH'),
    'its group': refusedOr('ESRCH'),
    'its starter': refusedOr('ESRCH'),
    'all at once': refusedOr('ESRCH'),
    'the inner way': refusedOr('ERRNO_3'),
    'its starter’s inspector': refusedOr('ESRCH'),
  },
  // Under bubblewrap alone native code runs, inside.
  'load-addon': {
    dlopen: refusedOr('HAPPENED'),
    require: refusedOr('HAPPENED'),
    'a library of the system': refusedOr('ERR_DLOPEN_FAILED'),
  },
  // Under bubblewrap alone the database is one of its own, in its private /tmp.
  'open-databases': {
    'a database elsewhere': [NO_MODULE, 'HAPPENED', NO_MODULE],
    'a database attached': [NO_MODULE, 'ERR_SQLITE_ERROR', NO_MODULE],
    'a function of a library': [NO_MODULE, 'HAPPENED', NO_MODULE],
  },
  // Under bubblewrap alone the inspector listens where nobody is.
  'open-inspector': {
    'its own inspector': deniedOr('HAPPENED'),
    'a session': deniedOr('HAPPENED'),
    'by a signal': ['NOTHING', 'HAPPENED', 'NOTHING'],
  },
  'open-sockets': {
    'TCP to this machine': deniedOr('ECONNREFUSED'),
    'TCP to the network': deniedOr('ENETUNREACH'),
    'the local API': deniedOr('ENOENT'),
    'its token': deniedOr('ENOENT'),
    'an abstract socket': deniedOr('ECONNREFUSED'),
    UDP: deniedOr('NO_ANSWER'),
    'a name': deniedOr('ECONNREFUSED'),
    HTTP: deniedOr('ECONNREFUSED'),
  },
  'read-environment': {
    'its variables': 'NONE',
    // Process 1 is bubblewrap's own, with the app's environment.
    'the variables of process 1': deniedOr('HAPPENED'),
    'the variables of its starter': deniedOr('ENOENT'),
    'the memory of its starter': deniedOr('ENOENT'),
    'the files of its starter': deniedOr('ENOENT'),
    'files that were left open': 'NONE',
    // What the seat belt does not hold: Node says who and where the user is.
    'the name of the machine': ['NAMELESS', 'NAMELESS', 'HAPPENED'],
    'the name of the user': ['ERR_SYSTEM_ERROR', 'ERR_SYSTEM_ERROR', 'HAPPENED'],
  },
  'read-outside': {
    'a file of the system': deniedOr('ENOENT'),
    'a secret of the profile': deniedOr('ENOENT'),
    'another app’s files': deniedOr('ENOENT'),
    'a path as bytes': deniedOr('ENOENT'),
    'a path that climbs': deniedOr('ENOENT'),
    'a folder that begins with the name of its own': deniedOr('ENOENT'),
    'a stream': deniedOr('ENOENT'),
    'a blob': deniedOr('ENOENT'),
    'a copy': deniedOr('ENOENT'),
    'a hard link': deniedOr('ENOENT'),
    'a move': deniedOr('EXDEV'),
    'the profile’s folder': deniedOr('NOTHING_IN_IT'),
    'a watch': deniedOr('ENOENT'),
  },
  'replace-runtime': {
    // Under bubblewrap alone it hooks itself, and only itself.
    'a hook': refusedOr('HAPPENED'),
    'a hook in a thread': refusedOr('HAPPENED'),
    'an import from elsewhere': ['ERR_MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'APP_IMPORT_REFUSED'],
    'a require from elsewhere': ['MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'APP_IMPORT_REFUSED'],
    'an import that climbs': ['ERR_MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'APP_IMPORT_REFUSED'],
    'an inner part of the runtime': 'APP_IMPORT_REFUSED',
    // As it shall: the same module for `import` and `require`.
    'the runtime': 'HAPPENED',
  },
  // Under bubblewrap alone the file is one of its own, in its private /tmp.
  'set-flags': { 'traces into any file': refusedOr('HAPPENED') },
  // The title is an argument list's, which nobody prints as it is.
  shout: { 'a title': 'HAPPENED' },
  'start-programs': {
    'a shell': deniedOr('ENOENT'),
    'a program': deniedOr('ENOENT'),
    itself: deniedOr('ENOENT'),
    'a fork': deniedOr('CHILD_7'),
    'another program in its place': refusedOr('ENOENT'),
  },
  'start-worker': { 'a worker without flags': deniedOr('ENOENT') },
  'use-bindings': {
    'a program by its binding': refusedOr('ERRNO_2'),
    'a linked binding': refusedOr('ERR_INVALID_MODULE'),
    'a socket by its binding': refusedOr('HAPPENED'),
  },
  // Node checks in the handles themselves, not above them.
  'use-handles': {
    'a process by its handle': deniedOr('ERRNO_2'),
    'the API by a handle': deniedOr('ERRNO_2'),
    'TCP by a handle': deniedOr('ERRNO_111'),
    'UDP by a handle': deniedOr('BOUND'),
    'a name by a handle': deniedOr('ECONNREFUSED'),
    'a watch by a handle': deniedOr('ERRNO_2'),
  },
  'use-wasi': { 'a folder by WASI': deniedOr('UVWASI_ENOENT') },
  'write-indirectly': {
    // Under bubblewrap alone these go into its private /tmp.
    'a report': ['TypeError', 'HAPPENED', 'TypeError'],
    'a report at a fatal error': ['TypeError', 'HAPPENED', 'TypeError'],
    'a cache of compiled code': ['CACHE_REFUSED', 'HAPPENED', 'CACHE_REFUSED'],
    'a heap snapshot': deniedOr('HAPPENED'),
    'a store of the web': 'TypeError',
    'variables from a file': deniedOr('ENOENT'),
  },
  'write-elsewhere': {
    'its own code': deniedOr('EROFS'),
    'a new file beside it': deniedOr('EROFS'),
    'the mode of its code': deniedOr('EROFS'),
    'the mode of its code by descriptor': deniedOr('EROFS'),
    'another app’s files': deniedOr('ENOENT'),
    'a secret of the profile': deniedOr('ENOENT'),
    'the kernel’s settings': deniedOr('EROFS'),
    'shared memory': deniedOr('ENOENT'),
    'the temporary folder of the system': deniedOr('ENOSPC'),
  },
}

/** Attempts that the permission model alone does not stop. The pages that describe it say the same. */
export const BEYOND_THE_SEAT_BELT: readonly string[] = [
  'follow-links: a link that others made meanwhile',
  'read-environment: the name of the machine',
  'read-environment: the name of the user',
]

/** Attempts that are allowed everywhere. */
export const HARMLESS: readonly string[] = ['replace-runtime: the runtime', 'shout: a title']
