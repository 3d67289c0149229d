/**
 * Typed calls over protomux-rpc: one channel per contract and connection, used in both directions.
 *
 * This is the one place where errors cross the wire. protomux-rpc itself keeps only the message, code and a context
 * string of an error's cause, so the context carries our bounded wire form and the caller gets a ComiceError with
 * the same code, hint and exit code. A handler's own bug reaches the peer as INTERNAL, without its message.
 */
import { decodeBounded, errorFromWire, errorToWire, isComiceError } from '@comice/protocol'
import b4a from 'b4a'
import c from 'compact-encoding'
import ProtomuxRPC from 'protomux-rpc'
import { CALL_TIMEOUT_MS, MAX_INFLIGHT_CALLS, MAX_RPC_ERROR_CHARS } from '../constants.ts'
import { CoreErrors } from '../errors.ts'
import type { PeerConnection } from '../network/connection.ts'
import {
  type AnyMethod,
  type Contract,
  contractProtocol,
  type RequestOf,
  type ResponseOf,
} from './contract.ts'

/** What a handler knows about its caller. */
export interface CallContext {
  readonly connection: PeerConnection
}

/** One function per method. What it throws reaches the caller as described in the module's text. */
export type Handlers<Methods extends Record<string, AnyMethod>> = {
  [Name in keyof Methods]: (
    request: RequestOf<Methods[Name]>,
    context: CallContext,
  ) => ResponseOf<Methods[Name]> | Promise<ResponseOf<Methods[Name]>>
}

/** The calling end of a contract on one connection. */
export interface RpcClient<Methods extends Record<string, AnyMethod>> {
  /**
   * @throws CALL_TIMEOUT after `timeoutMs` (default {@link CALL_TIMEOUT_MS}), CALL_UNSUPPORTED when the peer does not
   * serve the contract or method, CALL_DISCONNECTED when the connection ends, or the handler's own error.
   */
  call<Name extends keyof Methods & string>(
    name: Name,
    request: RequestOf<Methods[Name]>,
    options?: { timeoutMs?: number },
  ): Promise<ResponseOf<Methods[Name]>>
}

/** Decides whether a peer may call a method that names a capability; throws when it may not. */
export type Authorise = (connection: PeerConnection, capability: string) => void

interface Served {
  readonly contract: Contract
  readonly handlers: Record<string, (request: unknown, context: CallContext) => unknown>
}

/** All contracts of one peer: what it serves, and its open channels by connection. */
export class Rpc {
  readonly #served = new Map<string, Served>()
  readonly #channels = new Map<PeerConnection, Map<string, ProtomuxRPC>>()
  readonly #inflight = new Map<PeerConnection, number>()
  readonly #authorise: Authorise

  constructor(authorise: Authorise) {
    this.#authorise = authorise
  }

  /** Serves a contract on every connection, present and future. Returns a function that stops serving it. */
  serve<Methods extends Record<string, AnyMethod>>(
    contract: Contract<Methods>,
    handlers: Handlers<Methods>,
  ): () => void {
    const protocol = contractProtocol(contract)
    if (this.#served.has(protocol)) throw CoreErrors.CONTRACT_TAKEN({ protocol })
    this.#served.set(protocol, { contract, handlers: handlers as Served['handlers'] })
    for (const connection of this.#channels.keys()) this.#offer(connection, contract)
    return () => this.#withdraw(protocol)
  }

  /** Opens the channels of all served contracts. Must run before replication starts on the connection. */
  attach(connection: PeerConnection): void {
    this.#channels.set(connection, new Map())
    connection.stream.once('close', () => {
      this.#channels.delete(connection)
      this.#inflight.delete(connection)
    })
    for (const { contract } of this.#served.values()) this.#offer(connection, contract)
  }

  /**
   * Opens our end, and again whenever the other end opens the channel: one that has no use for it when ours arrives
   * refuses it, and may call later.
   */
  #offer(connection: PeerConnection, contract: Contract): void {
    connection.mux.pair({ protocol: contractProtocol(contract) }, () => this.#open(connection, contract))
    this.#open(connection, contract)
  }

  /** The calling end of `contract` on `connection`. */
  client<Methods extends Record<string, AnyMethod>>(
    connection: PeerConnection,
    contract: Contract<Methods>,
  ): RpcClient<Methods> {
    return {
      call: async (name, request, { timeoutMs = CALL_TIMEOUT_MS } = {}) => {
        const spec = contract.methods[name]
        if (spec === undefined) throw CoreErrors.CALL_UNSUPPORTED({ method: name })
        const channel = this.#open(connection, contract)
        const bytes = encodeWithin(spec.request, request, spec.maxRequestBytes)
        const answer = await send(channel, { method: name, bytes, timeoutMs })
        const decoded = decodeBounded(spec.response, answer, { maxBytes: spec.maxResponseBytes })
        if (!decoded.ok) throw CoreErrors.CALL_MALFORMED({ method: name, reason: decoded.code })
        return decoded.value as ResponseOf<Methods[typeof name]>
      },
    }
  }

  #open(connection: PeerConnection, contract: Contract): ProtomuxRPC {
    const channels = this.#channels.get(connection)
    if (channels === undefined) throw CoreErrors.CALL_DISCONNECTED({})
    const protocol = contractProtocol(contract)
    const existing = channels.get(protocol)
    if (existing !== undefined && !existing.closed) return existing

    const channel = new ProtomuxRPC(connection.stream, { protocol, valueEncoding: c.raw })
    channels.set(protocol, channel)
    channel.once('close', () => {
      if (channels.get(protocol) === channel) channels.delete(protocol)
    })
    const served = this.#served.get(protocol)
    if (served !== undefined) this.#respond(channel, served, connection)
    return channel
  }

  #respond(channel: ProtomuxRPC, served: Served, connection: PeerConnection): void {
    for (const [name, spec] of Object.entries(served.contract.methods)) {
      channel.respond(name, (bytes) =>
        this.#handle({ served, name, spec }, { connection, bytes: bytes ?? new Uint8Array() }),
      )
    }
  }

  async #handle(
    { served, name, spec }: { served: Served; name: string; spec: AnyMethod },
    { connection, bytes }: { connection: PeerConnection; bytes: Uint8Array },
  ): Promise<Uint8Array> {
    const inflight = this.#inflight.get(connection) ?? 0
    if (inflight >= MAX_INFLIGHT_CALLS)
      throw toRemoteError(CoreErrors.CALL_BUSY({ limit: MAX_INFLIGHT_CALLS }))
    this.#inflight.set(connection, inflight + 1)
    try {
      if (spec.capability !== undefined) this.#authorise(connection, spec.capability)
      const request = decodeBounded(spec.request, bytes, { maxBytes: spec.maxRequestBytes })
      if (!request.ok) throw CoreErrors.CALL_MALFORMED({ method: name, reason: request.code })
      const response = await served.handlers[name]?.(request.value, { connection })
      return encodeWithin(spec.response, response, spec.maxResponseBytes)
    } catch (error) {
      throw toRemoteError(error)
    } finally {
      const left = (this.#inflight.get(connection) ?? 1) - 1
      if (this.#channels.has(connection)) this.#inflight.set(connection, left)
    }
  }

  #withdraw(protocol: string): void {
    this.#served.delete(protocol)
    for (const [connection, channels] of this.#channels) {
      connection.mux.unpair({ protocol })
      channels.get(protocol)?.destroy()
    }
  }
}

function encodeWithin(codec: AnyMethod['request'], value: unknown, maxBytes: number): Uint8Array {
  const bytes = c.encode(codec, value)
  if (bytes.byteLength > maxBytes) throw CoreErrors.CALL_TOO_LARGE({ bytes: bytes.byteLength, maxBytes })
  return bytes
}

async function send(
  channel: ProtomuxRPC,
  { method, bytes, timeoutMs }: { method: string; bytes: Uint8Array; timeoutMs: number },
): Promise<Uint8Array> {
  try {
    return await channel.request(method, b4a.from(bytes), { timeout: timeoutMs, responseEncoding: c.raw })
  } catch (error) {
    throw fromRemoteError(error, method, timeoutMs)
  }
}

/** What protomux-rpc can carry: an error whose `context` is the JSON of our wire form. */
function toRemoteError(error: unknown): Error {
  const wire = errorToWire(error)
  const carrier = new Error(wire.code) as Error & { code: string; context: string }
  carrier.code = wire.code
  carrier.context = JSON.stringify(wire).slice(0, MAX_RPC_ERROR_CHARS)
  return carrier
}

function fromRemoteError(error: unknown, method: string, timeoutMs: number): Error {
  const { code, cause } = error as { code?: string; cause?: { context?: unknown } }
  if (isComiceError(error)) return error
  switch (code) {
    case 'TIMEOUT_EXCEEDED':
      return CoreErrors.CALL_TIMEOUT({ method, timeoutMs })
    case 'UNKNOWN_METHOD':
      return CoreErrors.CALL_UNSUPPORTED({ method })
    case 'REQUEST_ERROR':
      return errorFromWire(parseContext(cause?.context))
    default:
      return CoreErrors.CALL_DISCONNECTED({})
  }
}

function parseContext(context: unknown): unknown {
  if (typeof context !== 'string' || context.length > MAX_RPC_ERROR_CHARS) return null
  try {
    return JSON.parse(context) as unknown
  } catch {
    return null
  }
}
