/** Two Syncthings of this machine that know of each other and of nobody else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { waitFor } from '@comice/testkit'
import { freePort, listens } from '../../harness/installed.ts'
import { runProgram } from '../../harness/run-program.ts'
import { ended, withServers } from '../../harness/two-ends.ts'
import type { Carrier, CarrierKind, CarrierPlaces } from './carrier.ts'

export const syncthing: CarrierKind = {
  name: 'syncthing',
  needs: ['syncthing'],
  isAgain: true,
  isSmoke: false,
  open,
}

const FOLDER = 'bench'
const CARRY_TIMEOUT_MS = 600_000

/** Nothing leaves the machine, nobody is asked, and nothing but this connects. */
const OPTIONS: Readonly<Record<string, string>> = {
  globalAnnounceEnabled: 'false',
  localAnnounceEnabled: 'false',
  relaysEnabled: 'false',
  natEnabled: 'false',
  startBrowser: 'false',
  crashReportingEnabled: 'false',
  urAccepted: '-1',
  autoUpgradeIntervalH: '0',
  // On a busy machine it would wait for all others.
  setLowPriority: 'false',
}

interface End {
  readonly id: string
  readonly port: number
  readonly process: ChildProcess
  ask(method: string, path: string, body?: unknown): Promise<unknown>
}

async function open({ home, source, target }: CarrierPlaces): Promise<Carrier> {
  await using scope = new AsyncDisposableStack()
  const [from, to] = [await start(`${home}/from`), await start(`${home}/to`)]
  for (const { process } of [from, to]) scope.defer(() => ended(process))
  await know(from, to)
  await know(to, from)
  await waitFor(() => isConnected(from, to), { timeoutMs: 60_000 })
  await mkdir(target)
  await share(to, { path: target, with: from, type: 'receiveonly' })
  let isShared = false
  const pids = [from, to].map(({ process }) => process.pid ?? 0)
  const kept = scope.move()
  return {
    carry: () =>
      withServers(pids, async () => {
        // Sharing looks through the folder; later its user would wait for the watch, which waits for ten seconds.
        if (isShared) await from.ask('POST', `db/scan?folder=${FOLDER}`)
        else await share(from, { path: source, with: to, type: 'sendonly' })
        isShared = true
        await waitFor(() => isEqual(from, to), { timeoutMs: CARRY_TIMEOUT_MS })
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function start(home: string): Promise<End> {
  const key = 'bench'
  await runProgram({ file: 'syncthing', args: ['generate', `--home=${home}`, '--no-default-folder'] })
  const [gui, port] = [await freePort(), await freePort()]
  let config = await readFile(`${home}/config.xml`, 'utf8')
  const options = { ...OPTIONS, listenAddress: `tcp://127.0.0.1:${port}` }
  for (const [name, value] of Object.entries(options))
    config = config.replace(new RegExp(`<${name}>[^<]*</${name}>`, 'u'), `<${name}>${value}</${name}>`)
  await writeFile(`${home}/config.xml`, config)
  const args = [
    'serve',
    `--home=${home}`,
    '--no-browser',
    `--gui-address=127.0.0.1:${gui}`,
    `--gui-apikey=${key}`,
  ]
  // One process: without it, one that watches the other.
  const env = { ...process.env, STNORESTART: '1', STNOUPGRADE: '1' }
  const child = spawn('syncthing', args, { stdio: 'ignore', env })
  await listens(gui)
  const ask: End['ask'] = async (method, path, body) => {
    const headers = { 'X-API-Key': key, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${gui}/rest/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`syncthing ${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  const { myID } = (await ask('GET', 'system/status')) as { myID: string }
  return { id: myID, port, process: child, ask }
}

async function know(end: End, other: End): Promise<void> {
  const device = { deviceID: other.id, name: 'other', addresses: [`tcp://127.0.0.1:${other.port}`] }
  await end.ask('PUT', `config/devices/${other.id}`, device)
}

interface Share {
  readonly path: string
  readonly with: End
  readonly type: 'sendonly' | 'receiveonly'
}

async function share(end: End, { path, with: other, type }: Share): Promise<void> {
  const devices = [end, other].map(({ id }) => ({ deviceID: id }))
  await end.ask('PUT', `config/folders/${FOLDER}`, { id: FOLDER, label: FOLDER, path, type, devices })
}

async function isConnected(end: End, other: End): Promise<boolean> {
  const { connections } = (await end.ask('GET', 'system/connections')) as {
    connections: Record<string, { connected: boolean }>
  }
  return connections[other.id]?.connected === true
}

interface FolderStatus {
  readonly state: string
  readonly localFiles: number
  readonly localBytes: number
}

/** Both are at rest, and the sender knows that the receiver has all of it. */
async function isEqual(from: End, to: End): Promise<boolean> {
  const status = async (end: End) => (await end.ask('GET', `db/status?folder=${FOLDER}`)) as FolderStatus
  const [sent, got] = [await status(from), await status(to)]
  if (sent.state !== 'idle' || got.state !== 'idle' || sent.localFiles === 0) return false
  // Before they have spoken of the folder the sender takes the other end to be complete.
  if (sent.localFiles !== got.localFiles || sent.localBytes !== got.localBytes) return false
  const known = (await from.ask('GET', `db/completion?folder=${FOLDER}&device=${to.id}`)) as {
    needItems: number
    needDeletes: number
    globalItems: number
  }
  return known.globalItems > 0 && known.needItems + known.needDeletes === 0
}
