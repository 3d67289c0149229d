/** What transfers by a code are called, and how far they are. Names are the other end's. */
import type { OfferView, ReceiveView, SendView, TransferView } from '@comice/host'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import type { Pace } from '../format/rate.ts'
import { count } from '../format/text.ts'
import { clockTime } from '../format/time.ts'

/** `walks and 2 more`. */
export function titleOf({ offer, code }: TransferView): string {
  const [first] = offer?.names ?? []
  if (offer === null || first === undefined) return code
  return offer.nameCount === 1 ? first.name : `${first.name} and ${offer.nameCount - 1} more`
}

/** `4 files · 12 MB`. */
export function sizeOf({ files, bytes, isStream }: OfferView): string {
  return isStream ? 'a stream' : `${count(files, 'file')} · ${formatBytes(bytes)}`
}

/** One line below its name. */
export function stateLine(view: TransferView): string {
  if (view.kind === 'receive') return receiveLine(view)
  const { phase, receivers, maxReceivers, expiresAt } = view
  // There is little room.
  if (phase !== 'waiting' || receivers.some((one) => one.phase === 'deciding')) return sendLine(view)
  const have = receivers.filter((one) => one.phase === 'done').length
  return `Until ${clockTime(expiresAt)}${maxReceivers === 1 ? '' : ` · ${have} of ${maxReceivers}`}`
}

export function sendLine(view: SendView): string {
  const { phase, receivers, maxReceivers, expiresAt } = view
  const have = receivers.filter((one) => one.phase === 'done').length
  const some = maxReceivers === 1 ? '' : ` · ${have} of ${maxReceivers} have it`
  if (phase === 'done') return maxReceivers === 1 ? 'It has arrived' : `${have} have it`
  if (phase === 'failed') return view.error?.code === 'SEND_EXPIRED' ? 'The code has expired' : 'Stopped'
  if (receivers.some((one) => one.phase === 'receiving')) {
    const share = shareOf(view)
    return `Sending${share === null ? '' : `, ${percent(share)}`}${some}`
  }
  if (receivers.some((one) => one.phase === 'away')) return `The receiver is away${some}`
  if (receivers.some((one) => one.phase === 'deciding')) return `Somebody looks at it${some}`
  return `Waiting, until ${clockTime(expiresAt)}${some}`
}

export function receiveLine({ phase, bytes, offer, bytesPerSecond, secondsLeft }: ReceiveView): string {
  switch (phase) {
    case 'looking':
      return 'Looking for the sender'
    case 'deciding':
      return 'Do you want it?'
    case 'receiving':
      return movedLine(bytes, offer?.bytes ?? 0, { perSecond: bytesPerSecond, secondsLeft })
    case 'away':
      return 'The sender is away; it goes on when they are back'
    case 'done':
      return 'It is here'
    case 'failed':
      return 'It did not arrive'
  }
}

/** `2 MB of 12 MB · 1 MB/s · 8 s left`. */
export function movedLine(bytes: number, total: number, { perSecond, secondsLeft }: Pace): string {
  const done = total === 0 ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`
  if (perSecond === 0) return done
  const left = secondsLeft === null ? '' : ` · ${formatDuration(secondsLeft)} left`
  return `${done} · ${formatBytes(perSecond)}/s${left}`
}

/** 0 to 1 while contents move; null when nobody can say, or nothing moves. */
export function shareOf(view: TransferView): number | null {
  const total = view.offer?.bytes ?? 0
  if (total === 0) return null
  if (view.kind === 'receive') return view.phase === 'receiving' ? view.bytes / total : null
  const served = view.receivers.filter(({ phase }) => phase === 'receiving')
  if (served.length === 0) return null
  return served.reduce((sum, { bytes }) => sum + bytes, 0) / (total * served.length)
}

export function isOver({ phase }: TransferView): boolean {
  return phase === 'done' || phase === 'failed'
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
