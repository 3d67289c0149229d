/** Exit codes of every Comice command. Stable: scripts rely on them. */
export const ExitCode = {
  Ok: 0,
  /** It failed for a reason that none of the others names. */
  Failed: 1,
  /** The arguments or the input are not as expected. */
  Usage: 2,
  NotFound: 3,
  /** Not allowed: no grant, or an invite that is spent, revoked or expired. */
  Refused: 4,
  /** The deadline passed first. */
  Deadline: 5,
  /** No network, or nobody at the other end. */
  Unreachable: 6,
  /** Busy, locked, or somebody else changed it. */
  Conflict: 7,
  /** Damaged data, or data of a newer version. */
  BadData: 8,
  /** The disk is full. */
  NoSpace: 9,
  /** Stopped by Ctrl-C (128 + SIGINT). */
  Interrupted: 130,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

const EXIT_CODES: ReadonlySet<unknown> = new Set(Object.values(ExitCode))

/** Whether a number is one of the documented {@link ExitCode}s. */
export function isExitCode(value: unknown): value is ExitCode {
  return EXIT_CODES.has(value)
}
