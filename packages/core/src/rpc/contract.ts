/**
 * An RPC contract: method names with the codecs and size limits of what they take and give. Both ends import the
 * same contract, so a call is typed from handler to caller, and nothing larger than its limit is ever decoded.
 */
import type { Codec } from '@comice/protocol'
import { DEFAULT_RPC_BYTES } from '../constants.ts'

/** One method. Sizes are of the encoded value in bytes. */
export interface Method<Request, Response> {
  readonly request: Codec<Request>
  readonly response: Codec<Response>
  readonly maxRequestBytes: number
  readonly maxResponseBytes: number
  /** Capability that the caller must have been granted; absent means that any connected peer may call. */
  readonly capability?: string
}

// Variance: a method is both a consumer and a producer of its types, so only `never`/`unknown` admit every method.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where methods of all types meet
export type AnyMethod = Method<any, any>

/** Methods by name, under a protocol name and a version that changes with every incompatible change. */
export interface Contract<Methods extends Record<string, AnyMethod> = Record<string, AnyMethod>> {
  readonly name: string
  readonly version: number
  readonly methods: Methods
}

export type RequestOf<M> = M extends { readonly request: Codec<infer Request> } ? Request : never
export type ResponseOf<M> = M extends { readonly response: Codec<infer Response> } ? Response : never

/** Describes a method; both limits default to {@link DEFAULT_RPC_BYTES}. */
export function method<Request, Response>(options: {
  request: Codec<Request>
  response: Codec<Response>
  maxRequestBytes?: number
  maxResponseBytes?: number
  capability?: string
}): Method<Request, Response> {
  return { maxRequestBytes: DEFAULT_RPC_BYTES, maxResponseBytes: DEFAULT_RPC_BYTES, ...options }
}

/** Ties methods to a name, for example `defineContract({ name: 'rooms', version: 1, methods: { … } })`. */
export function defineContract<Methods extends Record<string, AnyMethod>>(
  contract: Contract<Methods>,
): Contract<Methods> {
  return contract
}

/** The protomux protocol name of a contract, `comice/<name>/<version>`. */
export function contractProtocol(contract: Contract): string {
  return `comice/${contract.name}/${contract.version}`
}
