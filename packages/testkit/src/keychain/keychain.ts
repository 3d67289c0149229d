/** The keychain of a Linux desktop, on a session bus of its own: gnome-keyring's Secret Service, with no screen to ask at. */
import { mkdir, writeFile } from 'node:fs/promises'
import { tempDir } from '../dir/dir.ts'
import { runCommand } from '../networks/commands.ts'
import { spawnPeer, type SpawnedPeer } from '../process/process.ts'
import { waitFor } from '../wait/wait.ts'

export interface KeychainState {
  /** As before its owner has logged in: who wants to open it is told that the prompt was dismissed. Default: open. */
  readonly isLocked?: boolean
  /** Whose it is; each owner's is empty at first. Default `alice`. */
  readonly owner?: string
}

export interface TestKeychain extends AsyncDisposable {
  /** For programs that are to use it. */
  readonly env: Readonly<Record<string, string>>
  /** Starts it anew, in that state. */
  start(state?: KeychainState): Promise<void>
  /** The bus stays, and nobody on it has a keychain. */
  stop(): Promise<void>
}

/** A bus that starts nothing by itself: no prompter, and no second daemon while the first one begins. */
const BUS = (
  socket: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

const SERVICE = 'org.freedesktop.secrets'
const PASSWORD = 'the login password'

/**
 * Starts a keychain that is empty and unlocked. Needs `dbus-daemon`, `dbus-send` and `gnome-keyring-daemon`.
 *
 * ```ts
 * await using keychain = await createKeychain()
 * await using program = await spawnPeer({ command: 'secret-tool', args: ['search', 'a', 'b'], env: keychain.env })
 * ```
 *
 * @throws PROCESS_NOT_STARTED without one of the programs
 */
export async function createKeychain(): Promise<TestKeychain> {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(await tempDir('keychain'))
  const address = `unix:path=${dir.join('bus')}`
  const env = { DBUS_SESSION_BUS_ADDRESS: address }
  await writeFile(dir.join('bus.conf'), BUS(dir.join('bus')))
  const bus = await spawnPeer({
    command: 'dbus-daemon',
    args: [`--config-file=${dir.join('bus.conf')}`, '--nofork', '--nopidfile', '--print-address'],
  })
  stack.use(bus)
  await bus.waitForLine((line) => line.startsWith(address))

  let daemon: SpawnedPeer | null = null
  const stop = async () => {
    await daemon?.[Symbol.asyncDispose]()
    daemon = null
    await waitFor(async () => !(await isThere(address)))
  }
  stack.defer(stop)
  const start = async (state: KeychainState = {}) => {
    await stop()
    daemon = await startDaemon(dir.path, env, state)
    await Promise.race([waitFor(() => isThere(address), { describe: 'the keychain' }), ended(daemon)])
  }
  await start()
  const whole = stack.move()
  return { env, start, stop, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

async function startDaemon(
  dir: string,
  bus: Readonly<Record<string, string>>,
  { isLocked = false, owner = 'alice' }: KeychainState,
): Promise<SpawnedPeer> {
  const home = `${dir}/${owner}`
  await mkdir(`${home}/run`, { recursive: true, mode: 0o700 })
  const own = { HOME: home, XDG_DATA_HOME: `${home}/data`, XDG_RUNTIME_DIR: `${home}/run` }
  const daemon = await spawnPeer({
    command: 'gnome-keyring-daemon',
    args: ['--foreground', '--components=secrets', ...(isLocked ? [] : ['--unlock'])],
    env: { ...bus, ...own, DISPLAY: undefined, WAYLAND_DISPLAY: undefined },
  })
  if (!isLocked) daemon.send(PASSWORD)
  daemon.endInput()
  return daemon
}

async function ended(daemon: SpawnedPeer): Promise<void> {
  await daemon.exited
  throw new Error(`gnome-keyring-daemon ended: ${daemon.stderr}`)
}

/** Whether the Secret Service is on the bus. */
async function isThere(address: string): Promise<boolean> {
  const bus = ['--bus=' + address, '--dest=org.freedesktop.DBus', '--print-reply=literal', '/']
  const answer = await runCommand('dbus-send', [
    ...bus,
    'org.freedesktop.DBus.NameHasOwner',
    `string:${SERVICE}`,
  ])
  return answer.includes('true')
}
