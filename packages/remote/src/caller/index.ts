/**
 * @packageDocumentation
 * The caller's end of sessions on a stream that somebody else has opened, such as the node for the command line. It loads
 * nothing of the network.
 */
export type { TerminalShape } from '../exec/exec-params.ts'
export { createExecCaller, type RemoteCommand } from '../exec/exec-caller.ts'
export type { ProcessExit } from '../process/exit-frame.ts'
export { isSentVariable } from '../process/session-env.ts'
export { signalExitCode } from '../process/signals.ts'
export { openPipeEnd, type PipeCounts, type PipeEnd, type PipeEnds } from '../pipe/pipe-end.ts'
