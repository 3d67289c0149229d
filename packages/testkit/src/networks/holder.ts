import { platform } from 'node:os'
import { TestkitError } from '../errors.ts'
import { spawnPeer, type SpawnedPeer, type SpawnOptions } from '../process/process.ts'
import { runCommand } from './commands.ts'

/**
 * A process in namespaces of its own. The namespaces of the hosts are named in its private `/run/netns`, so they live
 * exactly as long as it does: when this process ends, however it ends, the kernel removes them all.
 */
export interface Holder extends AsyncDisposable {
  /** Runs a program in the namespace that joins the hosts. @throws COMMAND_FAILED */
  run(command: string, ...args: string[]): Promise<string>
  /** Runs a program as a host. @throws COMMAND_FAILED */
  runAs(host: string, command: string, ...args: string[]): Promise<string>
  /** Starts a program as a host, and leaves it running. */
  spawnAs(host: string, options: SpawnOptions): Promise<SpawnedPeer>
}

/** The holder sees its own `/run`, so that names do not clash and nothing is left behind. */
const HOLDER_SCRIPT = 'mount -t tmpfs none /run && mkdir /run/netns && echo holding && exec sleep infinity'

/** Starts the holder. @throws NETWORKS_UNAVAILABLE */
export async function startHolder(): Promise<Holder> {
  if (platform() !== 'linux')
    throw unavailable(`network namespaces are a part of Linux, this is ${platform()}`)
  const isRoot = process.getuid?.() === 0
  // Anybody but root needs a user namespace, in which they are root.
  const flags = isRoot ? ['--net', '--mount'] : ['--user', '--map-root-user', '--net', '--mount']
  const holder = await spawnHolder([...flags, '--propagation', 'private', 'sh', '-c', HOLDER_SCRIPT])
  const proc = `/proc/${holder.pid}`
  const user = isRoot ? [] : [`--user=${proc}/ns/user`, '--preserve-credentials']
  const asHost = (host: string) => [...user, `--net=${proc}/root/run/netns/${host}`, '--']
  return {
    run: (command, ...args) =>
      runCommand('nsenter', [
        ...user,
        `--net=${proc}/ns/net`,
        `--mount=${proc}/ns/mnt`,
        '--',
        command,
        ...args,
      ]),
    runAs: (host, command, ...args) => runCommand('nsenter', [...asHost(host), command, ...args]),
    spawnAs: (host, options) => spawnPeer({ ...options, wrapper: ['nsenter', ...asHost(host)] }),
    [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
  }
}

async function spawnHolder(args: string[]): Promise<SpawnedPeer> {
  const holder = await spawnPeer({ name: 'the holder of the networks', command: 'unshare', args }).catch(
    (cause: unknown) => {
      throw unavailable('there is no unshare (util-linux)', cause)
    },
  )
  try {
    await holder.waitForLine('holding')
    return holder
  } catch (cause) {
    await holder[Symbol.asyncDispose]()
    throw unavailable(holder.stderr.trim() || 'the namespaces could not be made', cause)
  }
}

/** Why it cannot be done here, and what would help. */
export function unavailable(reason: string, cause?: unknown): TestkitError {
  const help =
    'it takes Linux with ip (iproute2) and unshare and nsenter (util-linux), as root or with user namespaces allowed'
  return new TestkitError('NETWORKS_UNAVAILABLE', `${reason}; ${help}`, { cause })
}
