import { format } from 'node:util'
import type { Logger } from '@comice/core'

/**
 * Sends what libraries print to the log. Hypercore prints a line when it finds two signed histories of a core, which is
 * any peer's doing; stdout belongs to whoever started this process, and is gone after the first line: writing to it
 * would end the node.
 */
export function logLibraryOutput(logger: Logger): void {
  const print = (...values: unknown[]) => logger.warn({ printed: format(...values) }, 'a library printed')
  Object.assign(console, { log: print, info: print, debug: print, warn: print, error: print })
  process.stdout.on('error', () => undefined)
}
