/** The node: one process owns a profile, gathers the services and serves the local API. */
import { type Logger, type NetworkOptions, silentLogger } from '@comice/core'
import { IDLE_STOP_MS } from '../constants.ts'
import type { ApiAddress } from '../launch/api-address.ts'
import { type LocalServer, startLocalServer } from '../server/local-server.ts'
import { type FormerWindows, openFormerWindows } from '../server/former-windows.ts'
import { startWindowServer, type WindowServer } from '../server/window-server.ts'
import { type OpenServices, openServices } from '../services/open-services.ts'
import type { Services, WindowSource } from '../services/services.ts'

export interface HostOptions {
  /** Folder of the profile. */
  dir: string
  /** Opens a profile that is locked. */
  passphrase?: string | undefined
  network?: NetworkOptions
  logger?: Logger
  /** After how long without clients and duties it stops; 0 means never. Default {@link IDLE_STOP_MS}. */
  idleMs?: number
}

export interface Host extends AsyncDisposable {
  readonly services: Services
  readonly address: ApiAddress
  /** Resolves with the reason when the node has closed everything. */
  readonly stopped: Promise<string>
  stop(reason: string): Promise<string>
}

/** Opens the profile and serves it until {@link Host.stop}, or until nothing needs the node. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { dir, passphrase, network = {}, logger = silentLogger, idleMs = IDLE_STOP_MS } = options
  const opened = await openServices({ dir, passphrase, network, logger, idleMs })
  const windows = new Map<string, Promise<WindowServer>>()
  const former = openFormerWindows(dir)
  const stopped = Promise.withResolvers<string>()
  let local: LocalServer | null = null
  let isStopping = false

  const stop = (reason: string): Promise<string> => {
    if (!isStopping) {
      isStopping = true
      logger.info({ reason }, 'stopping')
      void closeAll({ opened, windows, former, local }, logger).then(() => stopped.resolve(reason))
    }
    return stopped.promise
  }
  const services: Services = {
    ...opened,
    startedAt: Date.now(),
    // The answer to the call that asks for it must leave first.
    stop: (reason) => void setImmediate(() => void stop(reason)),
    openWindow: async ({ room, app, ...source }) => {
      const key = JSON.stringify(source)
      const server = windows.get(key) ?? startWindow(services, source, former)
      windows.set(key, server)
      return (await server).open({ room, app })
    },
  }
  try {
    local = await startLocalServer(services)
  } catch (error) {
    await Promise.all([opened.close(), former.then((one) => one.close())])
    throw error
  }
  opened.duties.once('idle', () => void stop('nothing needs it'))
  void opened.apps.openIfUsed().catch((error: unknown) => logger.warn({ error }, 'the apps did not open'))
  void opened.drives.openIfUsed().catch((error: unknown) => logger.warn({ error }, 'the drives did not open'))
  void opened.devices
    .openIfUsed()
    .catch((error: unknown) => logger.warn({ error }, 'the home of the devices did not open'))
  void opened.remote.openIfUsed().catch((error: unknown) => logger.warn({ error }, 'remote did not open'))
  void opened.transfers
    .openIfUsed()
    .catch((error: unknown) => logger.warn({ error }, 'the transfers did not open'))
  void opened.searching
    .openIfUsed()
    .catch((error: unknown) => logger.warn({ error }, 'the search index did not open'))
  void opened.rooms.start().catch((error: unknown) => logger.warn({ error }, 'a room did not open'))
  return {
    services,
    address: local.address,
    stopped: stopped.promise,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop('disposed')),
  }
}

async function startWindow(
  services: Services,
  source: WindowSource,
  former: Promise<FormerWindows>,
): Promise<WindowServer> {
  const server = await startWindowServer(services, source)
  // A development server's page has that server's address, and outlives the node.
  if ('staticDir' in source) await (await former).remember(server.port)
  return server
}

interface Closing {
  opened: OpenServices
  windows: ReadonlyMap<string, Promise<WindowServer>>
  former: Promise<FormerWindows>
  local: LocalServer | null
}

async function closeAll({ opened, windows, former, local }: Closing, logger: Logger): Promise<void> {
  const servers = [...windows.values()].map(async (window) => (await window).close())
  const results = await Promise.allSettled([...servers, former.then((one) => one.close()), local?.close()])
  results.push(...(await Promise.allSettled([opened.close()])))
  for (const result of results) {
    if (result.status === 'rejected')
      logger.warn({ error: result.reason as unknown }, 'did not close cleanly')
  }
}
