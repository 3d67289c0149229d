/**
 * @packageDocumentation
 * React hooks over the client: what the node sends, as state.
 */
export { NodeProvider, useNode } from './node-provider.ts'
export { type Subscribed, useSubscription } from './use-subscription.ts'
export { useApps, useDrives, useMachines, useRoom, useRooms, useStatus, useTransfers } from './use-rooms.ts'
