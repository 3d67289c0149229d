/**
 * Errors between processes and peers. What arrives is a peer's input: every part is bounded and cleaned, and what
 * does not look like an error of ours becomes INTERNAL. What leaves says nothing about bugs: an error that is not
 * a {@link ComiceError} crosses as INTERNAL without its message, which may hold paths or secrets.
 */
import {
  MAX_ERROR_DETAIL_CHARS,
  MAX_ERROR_DETAIL_DEPTH,
  MAX_ERROR_DETAILS,
  MAX_ERROR_HINT_CHARS,
  MAX_ERROR_MESSAGE_CHARS,
} from '../constants.ts'
import { ProtocolErrors } from '../errors.ts'
import { sanitizeText } from '../text/sanitize-text.ts'
import { ComiceError, isComiceError, type JsonValue } from './comice-error.ts'
import { ExitCode, isExitCode } from './exit-code.ts'

/** A {@link ComiceError} as plain JSON. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly expected?: string
  readonly found?: string
  readonly hint?: string
  readonly exitCode: ExitCode
  readonly details: { readonly [key: string]: JsonValue }
}

const CODE = /^[A-Z][A-Z0-9_]{1,63}$/u
const DETAIL_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/u

/** The bounded JSON form of an error. Total: takes anything that can be thrown. */
export function errorToWire(error: unknown): WireError {
  try {
    return isComiceError(error) ? toWire(error) : toWire(ProtocolErrors.INTERNAL())
  } catch {
    // A getter of a foreign object threw.
    return toWire(ProtocolErrors.INTERNAL())
  }
}

/** The error that a peer or process reported. Total: what is not an error of ours becomes INTERNAL. */
export function errorFromWire(wire: unknown): ComiceError {
  try {
    return new ComiceError(toWire(wire as Partial<Record<keyof WireError, unknown>>))
  } catch {
    return ProtocolErrors.INTERNAL()
  }
}

function toWire(source: Partial<Record<keyof WireError, unknown>>): WireError {
  const { code, message, expected, found, hint, exitCode, details } = source
  if (typeof code !== 'string' || !CODE.test(code)) return toWire(ProtocolErrors.INTERNAL())
  return {
    code,
    message: boundedText(message, MAX_ERROR_MESSAGE_CHARS) ?? code,
    ...optionalText('expected', expected),
    ...optionalText('found', found),
    ...optionalText('hint', hint),
    exitCode: isExitCode(exitCode) ? exitCode : ExitCode.Failed,
    details: boundedDetails(details, { left: MAX_ERROR_DETAILS }, 1),
  }
}

function optionalText(name: 'expected' | 'found' | 'hint', value: unknown): Partial<WireError> {
  const text = boundedText(value, MAX_ERROR_HINT_CHARS)
  return text === undefined ? {} : { [name]: text }
}

function boundedText(value: unknown, maxChars: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = sanitizeText(value.slice(0, maxChars))
  return value.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text
}

function boundedDetails(value: unknown, budget: { left: number }, depth: number): Record<string, JsonValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const bounded: Record<string, JsonValue> = {}
  for (const name in value) {
    if (budget.left <= 0) break
    if (!Object.hasOwn(value, name) || !DETAIL_NAME.test(name)) continue
    const detail = boundedDetail((value as Record<string, unknown>)[name], budget, depth)
    if (detail !== undefined) bounded[name] = detail
  }
  return bounded
}

function boundedDetail(value: unknown, budget: { left: number }, depth: number): JsonValue | undefined {
  budget.left--
  if (value === null || typeof value === 'boolean') return value
  // Adding 0 turns -0, which JSON does not carry, into 0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined
  if (typeof value === 'string') return boundedText(value, MAX_ERROR_DETAIL_CHARS)
  if (typeof value !== 'object' || depth >= MAX_ERROR_DETAIL_DEPTH) return undefined
  if (!Array.isArray(value)) return boundedDetails(value, budget, depth + 1)
  const bounded: JsonValue[] = []
  for (const item of value as unknown[]) {
    if (budget.left <= 0) break
    const detail = boundedDetail(item, budget, depth + 1)
    if (detail !== undefined) bounded.push(detail)
  }
  return bounded
}
