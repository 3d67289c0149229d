/**
 * Errors alone, for programs that must start fast: no codec and no hash is loaded.
 *
 * @module
 */
export { ComiceError, type ErrorDescription, isComiceError, type JsonValue } from './comice-error.ts'
export { defineErrors, type ErrorCatalogue, type ErrorParams, type ErrorSpec } from './define-errors.ts'
export { errorFromWire, errorToWire, type WireError } from './error-wire.ts'
export { ExitCode, isExitCode } from './exit-code.ts'
