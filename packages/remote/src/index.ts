/**
 * @packageDocumentation
 * Pipes, commands, shells, ports and files between machines that only know a key.
 *
 * ```ts
 * import { createPeer } from '@comice/core'
 * import { createRemote } from '@comice/remote'
 * import { openProfile } from '@comice/storage'
 *
 * await using profile = await openProfile({ dir: '.comice/alice' })
 * await using peer = await createPeer({ profile })
 * await using remote = await createRemote(peer)
 * for (const { what, device } of remote.sessions()) console.log(device, what)
 * ```
 */
export type { AuditEntry } from './audit/audit-log.ts'
export type { Addressee, AddressBook } from './book/address-book.ts'
export { RemoteErrors } from './errors.ts'
export type { RemoteCommand } from './exec/exec-caller.ts'
export type { ExecOptions, TerminalShape } from './exec/exec-params.ts'
export type { Exposed } from './forward/exposed.ts'
export type { ForwardAddress, ForwardCounts, Forwarder } from './forward/forwarder.ts'
export { openPipeEnd, type PipeCounts, type PipeEnd, type PipeEnds } from './pipe/pipe-end.ts'
export type { IncomingPipe } from './pipe/pipe-slot.ts'
export type { PipeListener } from './pipe/pipes.ts'
export { formatPermission, parsePermission, REMOTE_CAPABILITIES } from './permit/permission-text.ts'
export type { ProcessExit } from './process/exit-frame.ts'
export type { OpenedSession, SessionOptions } from './remote/caller.ts'
export type { PeerInfo } from './remote/peer-look.ts'
export { createRemote, type GrantOptions, type Remote } from './remote/remote.ts'
export type { ConnectOptions, ForwardOptions, RemoteShell } from './remote/uses.ts'
export type { ShellOptions } from './shell/shell-params.ts'
export type { SessionInfo } from './session/machine.ts'
