import { MAX_HOSTS } from '../constants.ts'
import { isTestkitError, TestkitError } from '../errors.ts'
import type { SpawnedPeer, SpawnOptions } from '../process/process.ts'
import { withScope } from '../scope/scope.ts'
import { startHolder, unavailable, type Holder } from './holder.ts'
import { buildNat, natAddress, type NatKind } from './nat.ts'

/**
 * One machine, as far as its network goes: its own loopback, one interface, one address, no way to the internet. Files
 * are those of this machine, `/sys` included: ask `ip`, not `/sys/class/net`.
 */
export interface NetworkHost {
  readonly name: string
  /** IPv4, in the /24 that all hosts of these networks share; behind a NAT, one that only the host itself knows. */
  readonly address: string
  /** The interface that leads to the others: `eth0`. `lo` is there too, and up. */
  readonly device: string
  /** Starts a program there: as {@link spawnPeer}. */
  spawn(options: SpawnOptions): Promise<SpawnedPeer>
  /** Runs a program there to its end and returns its stdout. @throws COMMAND_FAILED */
  run(command: string, ...args: string[]): Promise<string>
  /** Pulls the plug: the interface sees no carrier, keeps its address and passes nothing. */
  unplug(): Promise<void>
  plug(): Promise<void>
}

/** Hosts on one link. They are gone when the scope ends, or this process. */
export interface Networks<Name extends string> extends AsyncDisposable {
  readonly hosts: Readonly<Record<Name, NetworkHost>>
}

/** The link between the hosts. */
export interface NetworksOptions<Name extends string> {
  /** One to 200 names; letters, digits, `-` and `_`, at most 10 characters, as they become names of interfaces. */
  hosts: readonly Name[]
  /** The first three numbers of the addresses. Default `10.77.0`. Networks do not see each other, so they may repeat. */
  subnet?: string
  /** Give the hosts a default route over the link, as a LAN with a router would, although nothing answers there. Default false. */
  defaultRoute?: boolean
  /** Hosts that are behind a router of their own, which has their address on the link. It needs `nft`. */
  nats?: Partial<Readonly<Record<Name, NatKind>>>
}

const DEVICE = 'eth0'
const BRIDGE = 'link0'

/**
 * Makes network namespaces joined by a bridge: machines on a LAN without internet. Multicast passes between them.
 *
 * ```ts
 * await using networks = await createNetworks({ hosts: ['alice', 'bob'] })
 * const { alice, bob } = networks.hosts
 * await using node = await bob.spawn({ script: new URL('./peer.ts', import.meta.url) })
 * await alice.unplug()
 * ```
 *
 * @throws NETWORKS_UNAVAILABLE where this machine or user may not; ask {@link canUseNetworkNamespaces} first.
 */
export async function createNetworks<const Name extends string>(
  options: NetworksOptions<Name>,
): Promise<Networks<Name>> {
  const { hosts: names, subnet = '10.77.0', defaultRoute = false, nats = {} } = options
  checkNames(names)
  return withScope(async (scope) => {
    const holder = scope.use(await startHolder())
    await buildLink(holder)
    const hosts: [string, NetworkHost][] = []
    for (const [index, name] of names.entries()) {
      const address = `${subnet}.${index + 1}`
      const gateway = defaultRoute ? `${subnet}.254` : undefined
      const kind = (nats as Readonly<Record<string, NatKind | undefined>>)[name]
      const built = { name, address, gateway, kind, index: index + 1 }
      hosts.push([name, createHost(holder, { name, address: await buildPlace(holder, built) })])
    }
    return {
      hosts: Object.fromEntries(hosts) as Record<Name, NetworkHost>,
      [Symbol.asyncDispose]: scope[Symbol.asyncDispose],
    }
  })
}

/** Whether this process can make network namespaces, and if not, why. Tries it: about 50 ms. */
export async function canUseNetworkNamespaces(): Promise<{ ok: true } | { ok: false; reason: string }> {
  try {
    await using _networks = await createNetworks({ hosts: ['alice', 'bob'] })
    return { ok: true }
  } catch (error) {
    if (isTestkitError(error, 'NETWORKS_UNAVAILABLE')) return { ok: false, reason: error.message }
    throw error
  }
}

function checkNames(names: readonly string[]): void {
  if (names.length < 1 || names.length > MAX_HOSTS) {
    throw new TestkitError('OPTION_INVALID', `expected 1 to ${MAX_HOSTS} hosts, found ${names.length}`)
  }
  const bad = names.find((name, index) => !/^[a-z0-9_-]{1,10}$/i.test(name) || names.indexOf(name) !== index)
  if (bad !== undefined) {
    throw new TestkitError('NAME_INVALID', `'${bad}' cannot be the name of a host here, or is one already`)
  }
}

async function buildLink(holder: Holder): Promise<void> {
  try {
    await holder.run('ip', 'link', 'add', BRIDGE, 'type', 'bridge')
    await holder.run('ip', 'link', 'set', BRIDGE, 'up')
  } catch (cause) {
    throw unavailable(`the link between the hosts could not be made (${(cause as Error).message})`, cause)
  }
}

interface PlannedHost {
  readonly name: string
  /** On the link. */
  readonly address: string
  readonly gateway: string | undefined
}

/** A host, or a router and a host behind it; the host's own address. */
async function buildPlace(
  holder: Holder,
  { kind, index, ...host }: PlannedHost & { kind: NatKind | undefined; index: number },
): Promise<string> {
  if (kind === undefined) {
    await buildHost(holder, host, host.name)
    return host.address
  }
  const router = `${host.name}-nat`
  await buildHost(holder, host, router)
  try {
    await buildNat(holder, { kind, host: host.name, router, device: DEVICE, index })
  } catch (cause) {
    throw unavailable(`the NAT of ${host.name} could not be made (${(cause as Error).message})`, cause)
  }
  return natAddress(index)
}

async function buildHost(holder: Holder, host: PlannedHost, namespace: string) {
  const port = portOf(host.name)
  const ip = (...args: string[]) => holder.run('ip', '-n', namespace, ...args)
  try {
    await holder.run('ip', 'netns', 'add', namespace)
    await holder.run('ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', DEVICE, 'netns', namespace)
    await holder.run('ip', 'link', 'set', port, 'master', BRIDGE, 'up')
    await ip('link', 'set', 'lo', 'up')
    await ip('address', 'add', `${host.address}/24`, 'brd', '+', 'dev', DEVICE)
    await ip('link', 'set', DEVICE, 'up', 'multicast', 'on')
    // Without it a program that names no interface cannot send to a group.
    await ip('route', 'add', '224.0.0.0/4', 'dev', DEVICE)
    if (host.gateway !== undefined) await ip('route', 'add', 'default', 'via', host.gateway, 'dev', DEVICE)
  } catch (cause) {
    throw unavailable(`the host ${host.name} could not be made (${(cause as Error).message})`, cause)
  }
}

function createHost(holder: Holder, host: { name: string; address: string }): NetworkHost {
  const { name, address } = host
  const setPort = async (state: 'up' | 'down') => {
    await holder.run('ip', 'link', 'set', portOf(name), state)
  }
  return {
    name,
    address,
    device: DEVICE,
    spawn: (options) => holder.spawnAs(name, { name, ...options }),
    run: (command, ...args) => holder.runAs(name, command, ...args),
    unplug: () => setPort('down'),
    plug: () => setPort('up'),
  }
}

/** The host's end of the link, at the bridge. Names of interfaces have at most 15 characters. */
function portOf(host: string): string {
  return `to-${host}`
}
