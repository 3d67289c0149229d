/**
 * A profile on disk: directory, lock, secrets, one Corestore whose confirmed blocks survive power loss, and typed
 * collections.
 *
 * ```ts
 * import c from 'compact-encoding'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ name: 'alice' })
 * const core = profile.store.get({ name: 'diary' })
 * await core.append(Buffer.from('on the disk when this line is done'))
 *
 * const friends = await profile.collection('friends', c.utf8)
 * await friends.put('bob', 'met at the market')
 * ```
 *
 * @packageDocumentation
 */
export { openProfile, type OpenProfileOptions, type Profile } from './profile/profile.ts'
export {
  profilePaths,
  resolveProfileDir,
  type ProfileLocation,
  type ProfilePaths,
  type ResolveProfileOptions,
} from './paths/paths.ts'
export { readLock, type LockOwner } from './lock/owner.ts'
export { lockWithPassphrase, openWithPassphrase, type BoxContent } from './seal/passphrase-box.ts'
export {
  changeSeal,
  readSecrets,
  type ChangeSealOptions,
  type SealChange,
  type SealChanged,
  type Unlocking,
} from './seal/profile-seal.ts'
export type { Secrets } from './secrets/secrets.ts'
export type {
  Collection,
  CollectionChange,
  CollectionEntry,
  CollectionListOptions,
  CollectionRange,
} from './collection/collection.ts'
export { makeAutobaseCrashSafe } from './autobase/atomic-flush.ts'
export type { BaseInternals } from './autobase/base-internals.ts'
export type { BaseView } from './autobase/complete-fast-forwards.ts'
export type { KeyInterval } from './autobase/fetch-tree.ts'
export { formerCores } from './autobase/former-cores.ts'
export { goToSystem } from './autobase/go-to-system.ts'
export {
  canHandOver,
  canHaveLength,
  handOver,
  linkedCores,
  settledPoint,
  signersOf,
  type SystemPoint,
} from './autobase/hand-over.ts'
export { openBase, type OpenBaseOptions } from './autobase/open-base.ts'
export type { Rollback } from './autobase/recover-local.ts'
export { readWhole } from './autobase/whole-views.ts'
export type {
  Head,
  OplogTrace,
  PendingNode,
  SystemInternals,
  WriterCore,
  WriterInternals,
} from './autobase/writer-internals.ts'
export { getExactly } from './bee/exact-gets.ts'
export { openStore, type OpenStore, type OpenStoreOptions } from './store/open-store.ts'
export type { DurabilityStats, DurableWrites } from './durability/durable-writes.ts'
export { errors as storageErrors } from './errors.ts'
