/** Every tunable of @comice/platform, with its unit in its name and its reason beside it. */

/** Release lines that faces offer; an author may name others. The last is what `run` takes when nothing else is said. */
export const CHANNELS = ['dev', 'next', 'stable'] as const

// ---- window ----

/** A window's code: long enough to start a browser on a slow machine, short enough to be of no use later. */
export const WINDOW_CODE_MS = 30_000

/** Codes of one app's window that may be waiting at once; asking for more drops the oldest. */
export const MAX_WINDOW_CODES = 16

/** Tabs of one app that may hold a token at once; more drop the oldest. */
export const MAX_WINDOW_TOKENS = 64

/** Pages of one app that may be connected at once; more are told to try later. */
export const MAX_WINDOW_PAGES = 32

/** How long a page may take to show its token after its socket is open. It does so at once. */
export const PAGE_HELLO_MS = 5_000

/** How long a page waits for a backend that starts again before it is told to try later. */
export const PAGE_BACKEND_MS = 15_000

/** What the node holds for a page that reads slowly, beyond one message; then its backend waits. */
export const PAGE_UNSENT_BYTES = 1024 * 1024

/** Other ports that are tried when one is taken on either loopback address: free ones are the rule. */
export const MAX_PORT_TRIES = 20

/** Bound on what a page posts to exchange its code, which has 22 characters. */
export const MAX_WINDOW_CODE_BYTES = 64

/** Bound on the path of a request, in characters: a drive's longest path, escaped. */
export const MAX_PAGE_PATH_CHARS = 8 * 1024

/** Largest HTML or TypeScript file: it is read whole. Stripping 1 MB of TypeScript takes 0.6 s. */
export const MAX_PAGE_SOURCE_BYTES = 1024 * 1024

/** HTML and stripped TypeScript of one app that is kept in memory. */
export const PAGE_SOURCE_CACHE_BYTES = 16 * 1024 * 1024

/** How long TypeScript's stripping of one file may take: ten times the 0.6 s that the largest takes. */
export const STRIP_TIMEOUT_MS = 6_000

/** Memory of the thread that strips: it has 70 MB when idle, 110 after 1 MB of sources. */
export const STRIP_HEAP_MB = 256
