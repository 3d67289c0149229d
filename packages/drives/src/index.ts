/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * Drives: shared folders from peer to peer. Needs a peer and nothing else.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createDrives } from '@comice/drives'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * await using drives = await createDrives(peer)
 * const { link } = await drives.create({ name: 'pears' })
 * const { added } = await drives.mirror({ source: './docs', target: 'pears:' })
 * await drives.seed('pears')
 * console.log(`${added} files at ${link}`)
 * ```
 *
 * @packageDocumentation
 */
export { createDrives, type Drives, type MirrorRequest } from './drives/drives.ts'
export { DriveErrors } from './errors.ts'

// ---- send and receive ----
export { type Code, formatCode, parseCode } from './code/code.ts'
export type { PlacedName } from './send/content-writer.ts'
export type { Receipt } from './send/frame-encoding.ts'
export type { OfferedName, RefusedFile, SendOffer } from './send/offer.ts'
export type { ExistingRule } from './send/place-names.ts'
export type { Receive, ReceivePhase, ReceiveResult, ReceiveState } from './send/receive.ts'
export type { ReceiverPhase, ReceiverView } from './send/send-receivers.ts'
export type { Send, SendPhase, SendResult, SendState } from './send/send.ts'
export { createSends, type ReceiveRequest, type SendRequest, type Sends } from './send/sends.ts'
