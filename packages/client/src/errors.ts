/** Every error @comice/client throws by itself; what the node refuses arrives with the node's own codes. */
import { type ComiceError, defineErrors, errorFromWire, ExitCode, isComiceError } from '@comice/protocol'

export const ClientErrors = defineErrors({
  NODE_UNREACHABLE: {
    exit: ExitCode.Unreachable,
    message: () => 'the node did not answer',
    hint: 'it may have stopped: run the command again',
  },
  SUBSCRIPTION_ENDED: {
    exit: ExitCode.Unreachable,
    message: () => 'the connection to the node ended',
    hint: 'it may have stopped: run the command again',
  },
})

/** The error that the node sent with a refused call, or NODE_UNREACHABLE when there was no answer. */
export function toComiceError(error: unknown): ComiceError {
  if (isComiceError(error)) return error
  const cause = (error as { cause?: unknown } | null)?.cause
  if (isComiceError(cause)) return cause
  const data: unknown = (error as { data?: { comice?: unknown } } | null)?.data?.comice
  if (data !== undefined) return errorFromWire(data)
  return ClientErrors.NODE_UNREACHABLE({})
}
