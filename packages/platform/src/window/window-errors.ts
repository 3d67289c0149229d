/** What windows of apps throw; a part of {@link PlatformErrors}, by which it is used. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const WindowErrors = defineErrors({
  /** The page that the window would show is not among the app's files. */
  WINDOW_PAGE_MISSING: {
    exit: ExitCode.BadData,
    message: ({ page }: { page: string }) => `the app has no page ${page}`,
    hint: 'ask its author; the page of a window app is index.html unless its package.json says otherwise',
  },
  /** A permitted origin that cannot stand in a page's policy. */
  WINDOW_ORIGIN_INVALID: {
    exit: ExitCode.BadData,
    message: () => 'a permitted origin is not https://host, or http:// with a loopback address',
    hint: 'ask the app’s author',
  },
  /** A request for another host: another app's window, or a name that was pointed at loopback. */
  WINDOW_HOST_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this address belongs to another app, or to none',
    hint: 'open the app with Comice',
  },
  /** A request that the app's own page did not make. */
  WINDOW_CALLER_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'only the app’s own page may ask for this',
    hint: 'open the app with Comice',
  },
  WINDOW_CODE_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'this code was used already or has expired',
    hint: 'close the window and open the app again',
  },
  WINDOW_METHOD_REFUSED: {
    exit: ExitCode.Refused,
    message: () => 'an app’s files can only be read',
    expected: 'GET or HEAD',
  },
  WINDOW_FILE_MISSING: {
    exit: ExitCode.NotFound,
    message: () => 'the app has no such file',
  },
  WINDOW_BUSY: {
    exit: ExitCode.Refused,
    message: ({ limit }: { limit: number }) => `the app has ${limit} open pages already`,
    hint: 'close some',
  },
  /** An app's HTML or TypeScript that cannot be served. */
  PAGE_SOURCE_INVALID: {
    exit: ExitCode.BadData,
    message: ({ reason }: { reason: string }) => `this source cannot be served: ${reason}`,
    hint: 'compile it before it is staged, or use only types that can be erased',
  },
})
