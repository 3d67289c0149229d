/** Where somebody listens: `host:port`, with 0 for any port, or `unix:/path`. */
import { formatTarget, tryTarget } from './target.ts'
import type { ForwardAddress } from './forwarder.ts'

/** Null when it is none. */
export function parseListenAddress(text: string): ForwardAddress | null {
  const isAny = text.endsWith(':0')
  const target = tryTarget(isAny ? `${text.slice(0, -1)}1` : text)
  if (typeof target === 'string' || target.kind === 'name') return null
  return isAny && target.kind === 'tcp' ? { ...target, port: 0 } : target
}

/** One text for each, so that grants can be compared with it. */
export function formatListenAddress(address: ForwardAddress): string {
  return formatTarget(address)
}
