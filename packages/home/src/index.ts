/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * An encrypted store that the devices of one person share: which devices there are, rooms, contacts, read markers, drafts
 * and settings. Each device writes a feed of its own; of the values under one key the latest counts.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { CONTACT_KIND, createHome, recordsOf } from '@comice/home'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * await using home = await createHome(peer)
 * for (const { name, isThis } of home.devices()) console.log(name, isThis ? '(this device)' : '')
 * for (const [identity, { petname }] of recordsOf(home, CONTACT_KIND).list()) console.log(petname, identity)
 * ```
 *
 * @packageDocumentation
 */
export { HomeErrors } from './errors.ts'
export { createHome, type HomeOptions } from './home/create-home.ts'
export type {
  Home,
  HomeChange,
  HomeDeviceView,
  HomeEvents,
  HomeMark,
  HomeSource,
  HomeState,
} from './home/home.ts'
export {
  CONTACT_KIND,
  DEVICE_KIND,
  DRAFT_KIND,
  type HomeKind,
  type HomeRecords,
  JOIN_KIND,
  MACHINE_KIND,
  READ_KIND,
  type RecordStore,
  recordsOf,
  ROOM_KIND,
  SETTING_KIND,
} from './records/kinds.ts'
