/** The variables of a command that somebody else starts here: those of the node's user that it needs, and no others. */
import { homedir, userInfo } from 'node:os'
import process from 'node:process'

/** Taken over from the node. Its other variables may hold secrets of whatever started it. */
const OURS = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TZ', 'TMPDIR', 'LANG', 'SYSTEMROOT', 'PATHEXT']

/** Taken over from the caller: what a terminal can show, and in which language. */
const THEIRS = /^(?:TERM|COLORTERM|LANG|LANGUAGE|LC_[A-Z]{1,32})$/u

/** A value that is no more than a name; it must not do anything to whoever reads it. */
const PLAIN = /^[\w.,:@+-]{0,128}$/u

export interface SessionEnvOptions {
  /** As the caller sent them: `NAME=value`. */
  readonly sent: readonly string[]
  readonly session: string
  /** Z32. */
  readonly device: string
}

export function sessionEnv({ sent, session, device }: SessionEnvOptions): Record<string, string> {
  const { env } = process
  const ours = [...OURS, ...Object.keys(env).filter((name) => name.startsWith('LC_'))]
  return {
    ...userVariables(),
    ...Object.fromEntries(ours.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    ...Object.fromEntries(sent.flatMap(allowed)),
    COMICE_SESSION: session,
    COMICE_PEER: device,
  }
}

/** With the kind of terminal that the caller has, as TERM. */
export function terminalEnv({
  kind,
  ...options
}: SessionEnvOptions & { readonly kind: string }): Record<string, string> {
  return { ...sessionEnv(options), TERM: kind !== '' && PLAIN.test(kind) ? kind : 'dumb' }
}

/** Those that the caller may send, for its end to send no others. */
export function isSentVariable(name: string): boolean {
  return THEIRS.test(name)
}

function allowed(variable: string): [string, string][] {
  const at = variable.indexOf('=')
  const [name, value] = [variable.slice(0, at), variable.slice(at + 1)]
  return at > 0 && THEIRS.test(name) && PLAIN.test(value) ? [[name, value]] : []
}

/** A node that a service manager started may lack them. */
function userVariables(): Record<string, string> {
  try {
    const { username, shell } = userInfo()
    return { HOME: homedir(), USER: username, LOGNAME: username, ...(shell === null ? {} : { SHELL: shell }) }
  } catch {
    // A user id without an entry in the system's list, as in some containers.
    return { HOME: homedir() }
  }
}
