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
