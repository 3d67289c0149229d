/** How transfers by a code look to people. Names are the other end's. */
import type {
  OfferView,
  ReceiveView,
  ReceiverView,
  SendView,
  TransferResult,
  TransferView,
} from '@comice/host'
import { SHOWN_NAMES } from '../constants.ts'
import { byteSize } from './byte-size.ts'
import { plural } from './format.ts'
import { peerText } from './output.ts'
import { paint } from './paint.ts'
import { type Amount, amountParts, type Pace, PaceMeter } from './transfer-text.ts'

/** `orchard/, plan.txt (4 files, 12 MB)`. */
export function offerLine(offer: OfferView): string {
  const { names, nameCount, files, bytes, isStream } = offer
  const shown = names.slice(0, 3).map(nameOf)
  const more = nameCount > shown.length ? ` and ${nameCount - shown.length} more` : ''
  const size = isStream ? 'a stream' : `${plural(files, 'file')}, ${byteSize(bytes)}`
  return `${shown.join(', ')}${more} (${size})`
}

/** One for each name at the top, the sum below. */
export function offerLines(offer: OfferView): string[] {
  const { names, nameCount, files, bytes, isStream } = offer
  if (isStream) return names.map((one) => `  ${nameOf(one)}  a stream, of a size that nobody knows yet`)
  const shown = names.slice(0, SHOWN_NAMES)
  const width = Math.max(...shown.map((one) => nameOf(one).length))
  const lines = shown.map((one) => {
    const count = one.kind === 'folder' ? `${plural(one.files, 'file')}, ` : ''
    return `  ${nameOf(one).padEnd(width)}  ${count}${byteSize(one.bytes)}`
  })
  const more = nameCount - shown.length
  if (more > 0) lines.push(`  and ${more} more`)
  return nameCount === 1 ? lines : [...lines, `  ${plural(files, 'file')}, ${byteSize(bytes)} in all`]
}

function nameOf({ name, kind }: OfferView['names'][number]): string {
  return `${peerText(name)}${kind === 'folder' ? '/' : ''}`
}

/** `for one receiver, until 14:05`. */
export function sendLifetime({ maxReceivers, expiresAt }: SendView): string {
  const who = maxReceivers === 1 ? 'one receiver' : `${maxReceivers} receivers`
  return `for ${who}, until ${timeText(expiresAt)}`
}

/** `14:05`, and for another day `2026-11-29 14:05`. */
function timeText(at: number): string {
  const date = new Date(at)
  const time = `${padded(date.getHours())}:${padded(date.getMinutes())}`
  if (date.toDateString() === new Date().toDateString()) return time
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())} ${time}`
}

function padded(number: number): string {
  return String(number).padStart(2, '0')
}

/** `3 have it: 4 files (12 MB)`. */
export function formatSent({ receipts }: Extract<TransferResult, { kind: 'send' }>): string {
  const [first = { files: 0, bytes: 0 }] = receipts
  const who = receipts.length === 1 ? 'It has arrived' : `${receipts.length} have it`
  return `${who}: ${plural(first.files, 'file')} (${byteSize(first.bytes)})`
}

/** Where each name is now, and the sum. */
export function formatReceived(result: Extract<TransferResult, { kind: 'receive' }>): string {
  const { files, bytes, placed } = result
  const paths = placed.slice(0, SHOWN_NAMES).map(({ path }) => peerText(path))
  const more = placed.length > paths.length ? [`and ${placed.length - paths.length} more`] : []
  return [...paths, ...more, `${plural(files, 'file')} (${byteSize(bytes)})`].join('\n')
}

/** `ab12cd34  sending    4821-pear-orbit-lamp  plan.txt (1 file, 12 kB)  34 %`. */
export function formatTransfer(view: TransferView): string {
  const { id, code, phase, offer, error } = view
  const what = offer === null ? '' : offerLine(offer)
  const detail = error === null ? detailOf(view) : peerText(error.message)
  return [paint('dim', id.slice(0, 8)), phase.padEnd(9), paint('bold', code), what, detail]
    .filter((part) => part !== '')
    .join('  ')
}

function detailOf(view: TransferView): string {
  if (view.kind === 'receive') {
    const isOn = view.phase === 'receiving' || view.phase === 'away'
    return [`into ${peerText(view.into ?? 'a pipe')}`, isOn ? share(view) : '']
      .filter((part) => part !== '')
      .join(', ')
  }
  const { receivers, maxReceivers, phase } = view
  const have = receivers.filter((receiver) => receiver.phase === 'done').length
  if (phase === 'done') return have === 1 ? '' : `${have} have it`
  return `${have} of ${maxReceivers} ${maxReceivers === 1 ? 'has' : 'have'} it, ${sendLifetime(view)}`
}

function share({ bytes, offer }: ReceiveView): string {
  const total = offer?.bytes ?? 0
  return total === 0 ? byteSize(bytes) : `${Math.floor((bytes / total) * 100)} %`
}

/** How far it is, for one line. Nothing while a question is asked. */
export function transferParts(): (view: TransferView) => readonly string[] {
  const meter = new PaceMeter()
  return (view) => (view.kind === 'send' ? sendParts(view, meter) : receiveParts(view))
}

function receiveParts(view: ReceiveView): readonly string[] {
  const { phase, bytes, bytesPerSecond, secondsLeft, offer, isFast } = view
  switch (phase) {
    case 'looking':
      return ['Looking for the sender']
    case 'receiving':
      return [
        'Receiving',
        ...movedParts({ bytes, totalBytes: offer?.bytes ?? 0 }, { bytesPerSecond, secondsLeft }),
        isFast ? 'direct' : '',
      ]
    case 'away':
      return ['The sender is away; waiting for it', `${byteSize(bytes)} are here`]
    case 'deciding':
    case 'done':
    case 'failed':
      return []
  }
}

function sendParts({ receivers, offer, maxReceivers }: SendView, meter: PaceMeter): readonly string[] {
  const served = receivers.filter(({ phase }) => phase === 'receiving')
  if (served.length === 0) return [waitingText(receivers, maxReceivers)]
  const sum = { bytes: bytesOf(served), totalBytes: offer.bytes * served.length }
  const who = maxReceivers === 1 ? [] : [`to ${served.length}`]
  return ['Sending', ...movedParts(sum, meter.measure(sum)), ...who]
}

function waitingText(receivers: readonly ReceiverView[], max: number): string {
  if (receivers.some(({ phase }) => phase === 'deciding')) return 'Waiting for their answer'
  if (receivers.some(({ phase }) => phase === 'away')) return 'The receiver is away; waiting for it'
  const have = receivers.filter(({ phase }) => phase === 'done').length
  return have > 0 ? `${have} of ${max} have it; waiting for more` : 'Waiting for the receiver'
}

function bytesOf(receivers: readonly ReceiverView[]): number {
  return receivers.reduce((sum, { bytes }) => sum + bytes, 0)
}

function movedParts(amount: Amount, pace: Pace): string[] {
  if (amount.totalBytes > 0) return amountParts(amount, pace)
  const rate = pace.bytesPerSecond === 0 ? [] : [`${byteSize(Math.round(pace.bytesPerSecond))}/s`]
  return [byteSize(amount.bytes), ...rate]
}
