import type { ExitCode } from './exit-code.ts'

/** What JSON can carry. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Everything about an error except its stack. */
export interface ErrorDescription {
  /** Stable upper-case name, for example PROFILE_LOCKED. */
  readonly code: string
  readonly message: string
  readonly expected?: string
  readonly found?: string
  /** What to do about it, for a person. */
  readonly hint?: string
  readonly exitCode: ExitCode
  /** The values that the message was made of, for programs. */
  readonly details: Readonly<Record<string, JsonValue>>
}

const MARK = Symbol.for('comice.error')

/**
 * The error of every Comice package. Recognise it by {@link isComiceError} and its `code`, never by `instanceof`:
 * two copies of this package may be installed, and errors cross process borders.
 */
export class ComiceError extends Error {
  override readonly name = 'ComiceError'
  readonly code: string
  // Declared, so that a text that is not there is not a property either.
  declare readonly expected?: string
  declare readonly found?: string
  declare readonly hint?: string
  readonly exitCode: ExitCode
  readonly details: Readonly<Record<string, JsonValue>>
  readonly [MARK] = true

  constructor(description: ErrorDescription, options?: ErrorOptions) {
    super(description.message, options)
    this.code = description.code
    this.exitCode = description.exitCode
    this.details = description.details
    if (description.expected !== undefined) this.expected = description.expected
    if (description.found !== undefined) this.found = description.found
    if (description.hint !== undefined) this.hint = description.hint
  }
}

/** Whether `value` is a {@link ComiceError}, made by any copy of this package; with `code`, whether it is that one. */
export function isComiceError(value: unknown, code?: string): value is ComiceError {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return false
  return code === undefined || (value as ComiceError).code === code
}
