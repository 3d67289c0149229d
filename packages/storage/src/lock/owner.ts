import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { profilePaths } from '../paths/paths.ts'

/** Who holds a profile's lock, as written by the owner itself. */
export interface LockOwner {
  pid: number
  /** When the owning process started, milliseconds since 1970. */
  startedAt: number
  /** Whether that very process (not another one with its id) still runs. */
  alive: boolean
}

interface OwnerRecord {
  pid: number
  startedAt: number
  /** What tells a process from a later one with the same id: boot id and start tick on Linux, null elsewhere. */
  birth: string | null
}

/**
 * Who owns the profile in `dir`, or null if nobody ever did or the owner left in order. Uses node builtins only and
 * never blocks: the thin command line calls it before it decides to start a node. What it returns is a hint for
 * messages; the lock itself is held in the kernel (see docs/decisions/0020-kernel-lock.md).
 */
export async function readLock(dir: string): Promise<LockOwner | null> {
  const text = await readFile(profilePaths(dir).owner, 'utf8').catch(() => null)
  const record = text === null ? null : parseOwner(text)
  if (record === null) return null
  return { pid: record.pid, startedAt: record.startedAt, alive: isAlive(record) }
}

/** This process as an owner record, ready to be written. */
export function encodeOwner(): string {
  const startedAt = Math.round(Date.now() - process.uptime() * 1000)
  const record: OwnerRecord = { pid: process.pid, startedAt, birth: birthOf(process.pid) }
  return `${JSON.stringify(record)}\n`
}

function parseOwner(text: string): OwnerRecord | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const { pid, startedAt, birth } = value as Partial<Record<keyof OwnerRecord, unknown>>
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null
    if (typeof startedAt !== 'number' || !Number.isFinite(startedAt)) return null
    return { pid, startedAt, birth: typeof birth === 'string' ? birth : null }
  } catch {
    return null
  }
}

function isAlive(owner: OwnerRecord): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: there is such a process and it belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return owner.birth === null || owner.birth === birthOf(owner.pid)
}

/** Field 22 of /proc/<pid>/stat (start time in ticks since boot, proc_pid_stat(5)) with the boot's own id. */
function birthOf(pid: number): string | null {
  if (process.platform !== 'linux') return null
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields[19]
    return ticks === undefined ? null : `${boot}:${ticks}`
  } catch {
    return null
  }
}
