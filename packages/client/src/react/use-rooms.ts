/** Hooks for what the faces show. */
import type {
  AppView,
  DriveView,
  MachinesView,
  NodeStatus,
  RoomSnapshot,
  RoomView,
  TransferView,
} from '@comice/host'
import type { Subscribable } from '../connection/subscribe.ts'
import { useNode } from './node-provider.ts'
import { type Subscribed, useSubscription } from './use-subscription.ts'

type NoInput = Record<string, never>

/** The node's status, live. */
export function useStatus(): Subscribed<NodeStatus> {
  return useSubscription(withoutInput(useNode().status.watch), {})
}

/** All rooms, live. */
export function useRooms(): Subscribed<RoomView[]> {
  return useSubscription(withoutInput(useNode().rooms.watchAll), {})
}

/** The newest `limit` messages of a room and its members, live. Null selects no room. */
export function useRoom(room: string | null, limit: number): Subscribed<RoomSnapshot> {
  return useSubscription(useNode().rooms.watch, room === null ? null : { room, limit })
}

/** All apps of this profile, live. While not `isWanted` the node is not asked: it loads what apps need only then. */
export function useApps(isWanted = true): Subscribed<AppView[]> {
  return useSubscription(withoutInput(useNode().apps.watch), isWanted ? {} : null)
}

/** All drives of this profile, live; see {@link useApps} for `isWanted`. */
export function useDrives(isWanted = true): Subscribed<DriveView[]> {
  return useSubscription(withoutInput(useNode().drives.watch), isWanted ? {} : null)
}

/** What is sent and received by codes, live; see {@link useApps} for `isWanted`. */
export function useTransfers(isWanted = true): Subscribed<TransferView[]> {
  return useSubscription(withoutInput(useNode().transfers.follow), isWanted ? {} : null)
}

/** Other machines, and what this one lets them do, live; see {@link useApps} for `isWanted`. */
export function useMachines(isWanted = true): Subscribed<MachinesView> {
  return useSubscription(withoutInput(useNode().remote.watch), isWanted ? {} : null)
}

/** A procedure without input takes `undefined`, which has no JSON; the hook compares inputs by theirs. */
function withoutInput<Value>(procedure: Subscribable<undefined, Value>): Subscribable<NoInput, Value> {
  return { subscribe: (_input, observer) => procedure.subscribe(undefined, observer) }
}
