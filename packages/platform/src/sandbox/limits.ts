import { DATA_SLACK_BYTES } from '../constants.ts'
import type { NodeImage } from './node-image.ts'

/** `Infinity` where a layer is off. */
export interface Limits {
  /** Resident bytes of all processes of the app together. */
  readonly memoryBytes: number
  /** Bytes of its files folder. */
  readonly diskBytes: number
}

export interface Command {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * `command` started by a shell that first binds it, and all that it starts, to limits of the kernel. They hold between
 * two looks of the watchdogs, which a fast program could otherwise outrun:
 *
 * - RLIMIT_DATA (Linux): above what a bare Node counts, so an allocation that is too large throws a RangeError inside.
 *   Not RLIMIT_AS, which counts addresses that V8 only sets aside: with 1 GB Node did not start.
 * - RLIMIT_FSIZE: a file that grows larger than the folder may be gets EFBIG.
 * - RLIMIT_CORE 0: a core dump would be a copy of the app's memory outside of its folder.
 *
 * A limit that is already lower stays (`|| :`). There is no shell on Windows: the command is returned as it is.
 */
export function withKernelLimits(start: Command, limits: Limits, image: NodeImage): Command {
  if (process.platform === 'win32') return start
  const dataBytes = dataLimitBytes(limits, image)
  const script = [
    'ulimit -c 0 || :',
    ...(limits.diskBytes === Infinity ? [] : [`ulimit -f ${Math.ceil(limits.diskBytes / 512)} || :`]),
    ...(dataBytes === Infinity ? [] : [`ulimit -d ${Math.floor(dataBytes / 1024)} || :`]),
    'exec "$@"',
  ].join('; ')
  return { command: '/bin/sh', args: ['-c', script, 'sh', start.command, ...start.args] }
}

function dataLimitBytes({ memoryBytes }: Limits, image: NodeImage): number {
  if (process.platform !== 'linux' || image.dataBytes === null) return Infinity
  return image.dataBytes + memoryBytes + DATA_SLACK_BYTES
}
