/** Forwards as lines of text. */
import type { ForwardAddress, ForwardCounts, ForwardView } from '@comice/host'
import { byteSize } from './byte-size.ts'
import { formatTime } from './format-time.ts'
import { plural } from './format.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { shortKey } from './short-key.ts'

interface Lead {
  /** Whether it listens here, or at the machine. */
  readonly way: ForwardView['way']
  readonly address: string
  /** Null: whatever is asked for by SOCKS5. */
  readonly target: string | null
  readonly peer: string
}

/** What leads where. */
export function leadText({ way, address, target, peer }: Lead): string {
  const shown = target === null ? 'whatever is asked for by SOCKS5' : peerText(target)
  return way === 'here'
    ? `${paint('bold', peerText(address))} leads to ${shown} at ${peerText(peer)}`
    : `${paint('bold', peerText(address))} at ${peerText(peer)} leads to ${shown} here`
}

export function forwardAddressText(address: ForwardAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`
}

export function countTexts({ open, connections, failures, sent, received }: ForwardCounts): string[] {
  return [
    `${open} open of ${plural(connections, 'connection')}`,
    `${byteSize(sent)} sent, ${byteSize(received)} received`,
    ...(failures === 0 ? [] : [`${failures} failed`]),
  ]
}

/** One of a list. */
export function formatForward(view: ForwardView): string {
  const { id, way, target, name, device, state, stays, counts, failure, failedAt } = view
  const address = view.address === null ? '(not listening yet)' : forwardAddressText(view.address)
  const lead = leadText({ way, address, target, peer: name ?? shortKey(device) })
  const failed = failure === null || failedAt === null ? [] : [failureText(failure, failedAt)]
  return [
    ...[`${paint('dim', id)}  ${lead}`, stays ? `${state}, in the background` : state],
    ...[...countTexts(counts), ...failed],
  ].join('  ')
}

function failureText({ message, code }: { message: string; code: string }, at: number): string {
  return `last failure ${formatTime(at)}: ${peerText(message)} (${code})`
}
