import module from 'node:module'
import os from 'node:os'
import v8 from 'node:v8'
import { refusal } from './refusal.ts'

/**
 * Takes away what Node's permission model leaves (measured with Node 26.10): signals to other processes, the inspector
 * of other processes, V8's flags, reports of fatal errors, hooks that would stand before ours. Where bubblewrap is on none of this matters;
 * where it is not, it is part of the seat belt: JavaScript that takes things away from JavaScript is no boundary.
 */
export function hardenGlobals(): void {
  refuseSignalsToOthers()
  keepReportsInside()
  remove(process, 'process', [
    ...['binding', '_linkedBinding', 'dlopen', '_kill', '_debugProcess', '_debugEnd', 'execve'],
    ...['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups'],
  ])
  remove(module, 'module', ['register', 'registerHooks'])
  remove(v8, 'v8', ['setFlagsFromString'])
  remove(os, 'os', ['setPriority'])
  module.syncBuiltinESMExports()
}

function refuseSignalsToOthers(): void {
  // Private: `process.kill` is written on top of it, so with it gone nobody has another way to send a signal.
  const send = (process as unknown as { _kill: (pid: number, signal: number) => number })._kill.bind(process)
  const kill = (pid: number, signal: string | number = 'SIGTERM'): true => {
    if (pid !== process.pid) throw refusal('APP_CALL_REFUSED', 'an app sends signals to itself only')
    const number = typeof signal === 'number' ? signal : os.constants.signals[signal as NodeJS.Signals]
    if (typeof number !== 'number')
      throw refusal('APP_CALL_REFUSED', `there is no signal ${JSON.stringify(signal)}`)
    send(pid, number)
    return true
  }
  pin(process, 'kill', kill)
}

/** With `reportOnFatalError` set, V8 that runs out of memory writes a report into any folder, by any name. */
function keepReportsInside(): void {
  const { report } = process
  pin(process, 'report', Object.freeze({ getReport: (error?: Error) => report.getReport(error) }))
}

function remove(owner: object, name: string, members: readonly string[]): void {
  for (const member of members) {
    if (!(member in owner)) continue
    pin(owner, member, () => {
      throw refusal('APP_CALL_REFUSED', `${name}.${member} is not for apps`)
    })
  }
}

function pin(owner: object, member: string, value: unknown): void {
  Object.defineProperty(owner, member, { value, writable: false, configurable: false, enumerable: true })
}
