/**
 * @packageDocumentation
 * Linking a device, on a path of its own: its key exchange brings elliptic curves in JavaScript, which a program that
 * links a device once in a year need not load at each start.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * const { offerLink } = await import('@comice/core/link')
 * await using offer = offerLink(peer)
 * console.log('on the other device:', offer.code)
 * ```
 */
export { type LinkOffer, offerLink, type OfferLinkOptions } from './link-offer.ts'
export { takeLink, type TakeLinkOptions } from './take-link.ts'
