/** What every procedure of the local API shares: its context, how errors leave it, and who may call. */
import { type ComiceError, errorToWire, isComiceError, type WireError } from '@comice/protocol'
import { initTRPC, TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { HostErrors } from '../errors.ts'
import type { Services } from '../services/services.ts'
import { inputProblems } from './input-problems.ts'

/** Who is at the other end: a local program that could read the profile's token, or a page in a browser. */
export type Caller = 'local' | 'window'

/** What a procedure gets. */
export interface Context {
  readonly services: Services
  readonly caller: Caller
  /** Resolves when the reader of a subscription has caught up; see MAX_WAITING_BYTES. */
  readonly drained: (signal: AbortSignal) => Promise<void>
}

const trpc = initTRPC.context<Context>().create({
  errorFormatter: ({ shape, error }) => ({
    message: shape.message,
    code: shape.code,
    data: { code: shape.data.code, comice: toWire(error) },
  }),
})

export const { router } = trpc

/** What everybody may call. An error of ours that a procedure throws is the cause of tRPC's, see the formatter above. */
export const { procedure } = trpc

/** For what a page must not do, such as stopping the node or opening further windows. */
export const localProcedure = procedure.use(({ ctx, next }) => {
  if (ctx.caller !== 'local') throw forbidden(HostErrors.NOT_FOR_WINDOWS({}))
  return next()
})

function forbidden(cause: ComiceError): TRPCError {
  return new TRPCError({ code: 'FORBIDDEN', message: cause.message, cause })
}

function toWire(error: TRPCError): WireError {
  if (isComiceError(error.cause)) return errorToWire(error.cause)
  if (error.cause instanceof ZodError)
    return errorToWire(HostErrors.INPUT_INVALID({ problems: inputProblems(error.cause.issues) }))
  return errorToWire(error.cause ?? error)
}
