/// <reference types="@comice/holepunch-types" preserve="true" />
/**
 * @packageDocumentation
 * The peer: identity and device, network, grants, typed RPC and orderly close, of one profile.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * peer.network.join(new Uint8Array(32).fill(7))
 * peer.network.on('connection', ({ remotePublicKey }) => console.log('met', remotePublicKey))
 * ```
 */
export { clearBlocks } from './blocks/clear-blocks.ts'
export { type Code, createCode, formatCode, parseCode, secretOfCode, topicOfCode } from './code/code.ts'
export {
  createEpoch,
  type Epoch,
  epochIdOf,
  linkEpoch,
  openBody,
  openEpochKey,
  openLink,
  sealBody,
  sealEpochKey,
} from './epoch/epoch-crypto.ts'
export { CoreErrors } from './errors.ts'
export { askAgain } from './fast-path/ask-again.ts'
export type {
  FastPathFailure,
  FastPathOptions,
  FastPaths,
  FastPathServer,
  FastStream,
} from './fast-path/fast-path.ts'
export type { PathQuality } from './fast-path/path-probe.ts'
export {
  type Grant,
  Grants,
  type Permission,
  type Principal,
  type PrincipalResolver,
  type ScopeRule,
} from './grants/grants.ts'
export {
  type Device,
  type Identity,
  IDENTITY_SECRETS,
  type KeyPair,
  type SecretStore,
  verifyDevice,
  verifySignature,
  openIdentity,
} from './identity/identity.ts'
export { decodeBackup, encodeBackup, type IdentityBackup } from './identity/identity-backup.ts'
export { readPhrase, recoverIdentity } from './identity/recover-identity.ts'
export type { AdmissionLimits } from './network/admission.ts'
export { countBuffersAsHeap } from './memory/count-buffers.ts'
export { formatHostPort, parseHostPort } from './network/address.ts'
export type { PeerConnection } from './network/connection.ts'
export {
  type ConnectionStatus,
  type HostPort,
  type Network,
  type NetworkOptions,
  type NetworkStatus,
  type SiblingOptions,
  type Topic,
} from './network/network.ts'
export { createGuessLimit, type Guess, type GuessLimit, type GuessTurn } from './pake/guess-limit.ts'
export type { CpaceMessage } from './pake/cpace-encoding.ts'
export { createPake, type Pake, type PakeConfirmation, type PakeOptions, type PakeRole } from './pake/pake.ts'
export { type PakeFailure, type PakeOutcome, runPake, type RunPakeOptions } from './pake/run-pake.ts'
export type { Acquaintances, Voucher } from './peer/acquaintances.ts'
export { type Logger, silentLogger } from './peer/logger.ts'
export { type ConnectionHandler, createPeer, Peer, type PeerOptions } from './peer/peer.ts'
export { type AnyMethod, type Contract, defineContract, type Method, method } from './rpc/contract.ts'
export type { CallContext, Handlers, RpcClient } from './rpc/rpc.ts'
export type {
  ByteStream,
  ByteStreamFailure,
  ByteStreamOptions,
  ByteStreams,
  ByteStreamServer,
} from './streams/byte-stream.ts'
export { ByteQueue } from './streams/byte-queue.ts'
