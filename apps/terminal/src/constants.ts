/** Every tunable of the command line, with its unit in its name and its reason beside it. */

/** How long a command may take unless --timeout says otherwise: a join has to find somebody who is online. */
export const COMMAND_TIMEOUT_MS = 60_000

/** Messages that `room history` and `room tail` show unless --last says otherwise. */
export const DEFAULT_LAST = 20

/** Version of the JSON lines; see docs/protocol/cli-json.md. Fields are only ever added within a version. */
export const JSON_VERSION = 1

/** An invite that is read from a prompt or a pipe may be this long, in characters. */
export const MAX_SECRET_CHARS = 1024
