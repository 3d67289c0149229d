import { ComiceError, type ErrorDescription, type JsonValue } from './comice-error.ts'
import type { ExitCode } from './exit-code.ts'

/** The values that an error's texts are made of. They travel as its `details`, so they are JSON and hold no secret. */
export type ErrorParams = Readonly<Record<string, JsonValue>>

/** One entry of a catalogue. Texts that need values are functions of the parameters. */
export interface ErrorSpec<Params> {
  readonly exit: ExitCode
  readonly message: (params: Params) => string
  /** What was expected and what was found, where the message alone does not say it. */
  readonly expected?: string | ((params: Params) => string)
  readonly found?: (params: Params) => string
  /** What a person can do about it. */
  readonly hint?: string | ((params: Params) => string)
}

type ParamsOf<Spec> = Spec extends { readonly message: (params: infer Params) => string } ? Params : never

type Factory<Params> = unknown extends Params
  ? (params?: Readonly<Record<string, never>>, options?: ErrorOptions) => ComiceError
  : (params: Params, options?: ErrorOptions) => ComiceError

/** A catalogue made by {@link defineErrors}: one function for each code. */
export type ErrorCatalogue<Specs> = { readonly [Code in keyof Specs]: Factory<ParamsOf<Specs[Code]>> }

/**
 * Turns a package's list of errors into functions that make them:
 *
 * ```ts
 * const Errors = defineErrors({
 *   PROFILE_LOCKED: {
 *     exit: ExitCode.Conflict,
 *     message: ({ pid }: { pid: number }) => `process ${pid} uses this profile`,
 *     hint: 'stop it, or use another profile',
 *   },
 * })
 * throw Errors.PROFILE_LOCKED({ pid: 4711 })
 * ```
 */
export function defineErrors<const Specs extends Readonly<Record<string, ErrorSpec<never>>>>(
  specs: Specs,
): ErrorCatalogue<Specs> {
  const factories = Object.entries(specs).map(([code, spec]) => [
    code,
    // `ErrorSpec<never>` admits every parameter type; the catalogue's type gives each its own back.
    (params: ErrorParams = {}, options?: ErrorOptions) => {
      return new ComiceError(describe(code, spec as ErrorSpec<ErrorParams>, params), options)
    },
  ])
  return Object.fromEntries(factories) as ErrorCatalogue<Specs>
}

function describe(code: string, spec: ErrorSpec<ErrorParams>, params: ErrorParams): ErrorDescription {
  const text = (source: string | ((params: ErrorParams) => string) | undefined) =>
    typeof source === 'function' ? source(params) : source
  const expected = text(spec.expected)
  const found = text(spec.found)
  const hint = text(spec.hint)
  return {
    code,
    message: spec.message(params),
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
    exitCode: spec.exit,
    details: params,
  }
}
