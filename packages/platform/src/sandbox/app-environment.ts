import { join } from 'node:path'

/** The only variables of the user that an app gets: language, terminal, colour, time zone. */
const PASSED = /^(?:LANG|LANGUAGE|LC_[A-Z]+|TERM|COLORTERM|NO_COLOR|TZ)$/

/** No variable of these is longer; one that is says something else. */
const LONGEST_VALUE = 256

/** Name of the folder for temporary files, inside the app's own; emptied at each start. */
export const TEMPORARY_FOLDER = '.tmp'

/**
 * An app's environment, made from nothing. `TZ` is always set: the file that says it otherwise is not visible inside.
 */
export function appEnvironment(files: string, users: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(users).filter(
    (entry): entry is [string, string] =>
      PASSED.test(entry[0]) && entry[1] !== undefined && entry[1].length <= LONGEST_VALUE,
  )
  return {
    TZ: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...Object.fromEntries(passed),
    HOME: files,
    TMPDIR: join(files, TEMPORARY_FOLDER),
  }
}
