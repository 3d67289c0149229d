/**
 * @packageDocumentation
 * Typed client of the node for pages; `@comice/client/node` is for local programs, `@comice/client/react` has hooks.
 *
 * ```ts
 * import { createWindowClient, exchangeCode } from '@comice/client'
 *
 * const fragment = new URLSearchParams(location.hash.slice(1))
 * const api = fragment.get('api') ?? location.origin
 * const token = await exchangeCode(api, fragment.get('code') ?? '')
 * const client = createWindowClient({ api, token })
 * console.log(await client.api.status.get.query())
 * ```
 */
export type { NodeApi, NodeClient } from './connection/node-client.ts'
export { type Observer, type Subscribable, subscribe } from './connection/subscribe.ts'
export {
  type ConnectionState,
  createWindowClient,
  exchangeCode,
  type WindowClientOptions,
} from './connection/window-client.ts'
export { SharedDraft, type SharedDraftParts } from './draft/shared-draft.ts'
export { ClientErrors, toComiceError } from './errors.ts'
export { followRoom, type FollowOptions } from './follow/follow-room.ts'
export { type RoomNews, roomNews } from './notice/room-news.ts'
