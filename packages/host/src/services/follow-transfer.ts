/** Following a transfer for a program or a page, which may leave. */
import type { Receive, ReceiveResult, SendResult } from '@comice/drives'
import type { TransferView } from './transfer-view.ts'
import type { Transfer, Transfers } from './transfers.ts'

/** What came of a transfer. */
export type TransferResult = { readonly id: string; readonly code: string } & (
  | ({ readonly kind: 'send' } & SendResult)
  | ({ readonly kind: 'receive'; readonly into: string | null } & ReceiveResult)
)

export interface TransferFollower {
  /** Aborts when it leaves. */
  readonly signal: AbortSignal
  readonly onprogress: (view: TransferView) => void
}

/** Tells how far it is, and what came of it. @throws what it fails with */
export async function followTransfer(
  transfer: Transfer,
  { onprogress, signal }: TransferFollower,
  transfers: Transfers,
): Promise<TransferResult> {
  const tell = () => onprogress(transfers.view(transfer))
  const off = transfers.onChange(tell)
  tell()
  const left = Promise.withResolvers<never>()
  left.promise.catch(() => undefined)
  signal.addEventListener('abort', () => left.reject(signal.reason as Error), { once: true })
  try {
    return resultOf(transfer, await Promise.race([transfer.done, left.promise]))
  } finally {
    off()
  }
}

/** A transfer that nobody has agreed to yet, or whose contents nobody would get, ends when the follower leaves. */
export function endWithFollower(receive: Receive, signal: AbortSignal): Disposable {
  const leave = () => {
    const { phase } = receive.state
    if (receive.into === null || phase === 'looking' || phase === 'deciding') void receive.stop()
  }
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', leave) }
}

export function resultOf(transfer: Transfer, result: SendResult | ReceiveResult): TransferResult {
  const { id, code } = transfer
  if ('receipts' in result) return { kind: 'send', id, code, ...result }
  return { kind: 'receive', id, code, into: 'into' in transfer ? transfer.into : null, ...result }
}
