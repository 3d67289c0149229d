import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import net from 'node:net'
import { dirname, join } from 'node:path'
import { tempDir } from '@comice/testkit'

/** What must never be in an app's output, by what it is found with. */
export const CANARIES = [
  'canary-profile',
  'canary-other',
  'canary-sibling',
  'canary-token',
  'canary-environment',
  'root:x:0',
]

/** A folder for one app's run, as the platform lays it out. */
export interface AppFolders {
  readonly checkout: string
  readonly files: string
}

/**
 * A machine with a user on it who has something to lose: a profile with secrets, another app with files, the node's
 * API, services on the network, a program that runs.
 */
export interface Machine extends AsyncDisposable {
  readonly profile: string
  /** Given to the apps, as their only argument. */
  readonly target: Readonly<Record<string, string | number>>
  /** Puts an app of the corpus into the profile. */
  install(escape: string): Promise<AppFolders>
  /** What happened to the machine; empty when all is as it was. */
  damage(): Promise<string[]>
}

export async function createMachine(): Promise<Machine> {
  const dir = await tempDir('machine')
  const stack = new AsyncDisposableStack()
  stack.use(dir)
  const profile = dir.join('profile')
  const other = join(profile, 'apps', 'other', 'storage', 'alice', 'files', 'note')
  const files = {
    [join(profile, 'secret')]: 'canary-profile',
    [join(profile, 'token')]: 'canary-token',
    [other]: 'canary-other',
    [join(profile, 'apps', 'mine', 'storage', 'alice', 'files-evil', 'secret')]: 'canary-sibling',
    [join(dir.path, 'outside.js')]: 'module.exports = "canary-profile"',
  }
  for (const [path, text] of Object.entries(files)) await writeDeep(path, text)
  const services = await openServices(stack, join(profile, 'api.sock'))
  const victim = await startVictim(stack)
  const target = {
    profile,
    profileSecret: join(profile, 'secret'),
    apiSocket: join(profile, 'api.sock'),
    apiToken: join(profile, 'token'),
    otherAppFile: other,
    sibling: join(profile, 'apps', 'mine', 'storage', 'alice', 'files-evil'),
    moduleOutside: join(dir.path, 'outside.js'),
    plantedFile: join(dir.path, 'planted'),
    plantedName: `planted-${process.pid}`,
    lateLink: join(profile, 'apps', 'mine', 'storage', 'alice', 'files', 'late'),
    victim: victim.pid,
    starter: process.pid,
    ...services.target,
  }
  return {
    profile,
    target,
    install: (escape) => installApp(profile, escape),
    async damage() {
      const changed = []
      for (const [path, text] of Object.entries(files))
        if ((await readFile(path, 'utf8').catch(() => 'gone')) !== text) changed.push(`${path} was changed`)
      const planted = (await readdir(dir.path)).filter((name) => !['profile', 'outside.js'].includes(name))
      return [...changed, ...planted.map((name) => `${name} was planted`), ...services.visits, ...victim.harm]
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function writeDeep(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

async function installApp(profile: string, escape: string): Promise<AppFolders> {
  const app = join(profile, 'apps', 'mine')
  const checkout = join(app, 'versions', escape)
  const files = join(app, 'storage', 'alice', 'files')
  const corpus = join(import.meta.dirname, 'escapes')
  await cp(join(corpus, escape), checkout, { recursive: true })
  await cp(join(corpus, 'attempt.js'), join(checkout, 'attempt.js'))
  await cp(realAddon(), join(checkout, 'addon.node'))
  await writeFile(
    join(checkout, 'package.json'),
    JSON.stringify({ name: escape, type: 'module', main: 'main.js' }),
  )
  await mkdir(files, { recursive: true })
  return { checkout, files }
}

/** Native code that is there anyway: libsodium, as the peer-to-peer modules load it. */
function realAddon(): string {
  const crypto = createRequire(import.meta.url).resolve('hypercore-crypto')
  const universal = createRequire(crypto).resolve('sodium-universal')
  const native = createRequire(universal).resolve('sodium-native/package.json')
  return join(dirname(native), 'prebuilds', `${process.platform}-${process.arch}`, 'sodium-native.node')
}

/** Makes a link in the files folder that leads to the profile's secret, as a person may while an app runs. */
export async function linkOut(machine: Machine): Promise<void> {
  const { lateLink, profileSecret, moduleOutside } = machine.target
  await symlink(String(profileSecret), String(lateLink))
  await symlink(String(moduleOutside), `${lateLink}.js`)
}

async function openServices(stack: AsyncDisposableStack, apiPath: string) {
  const visits: string[] = []
  const listen = async (name: string, where: net.ListenOptions) => {
    const server = net.createServer((socket) => {
      visits.push(`${name} was reached`)
      socket.on('error', () => undefined).end('canary-token')
    })
    server.listen(where)
    await once(server, 'listening')
    stack.defer(() => void server.close())
    return server
  }
  const abstractSocket = `comice-test-${process.pid}`
  await listen('the API', { path: apiPath })
  if (process.platform === 'linux') await listen('the abstract socket', { path: `\0${abstractSocket}` })
  const tcp = await listen('the TCP server', { port: 0, host: '127.0.0.1' })
  const udp = dgram.createSocket('udp4', (_message, from) => {
    visits.push('the UDP server was reached')
    udp.send('canary-token', from.port, from.address)
  })
  udp.bind(0, '127.0.0.1')
  await once(udp, 'listening')
  stack.defer(() => void udp.close())
  const { port } = tcp.address() as net.AddressInfo
  return { visits, target: { tcpPort: port, udpPort: udp.address().port, abstractSocket } }
}

/** A program of the same user: it must not end, nor open its inspector. */
async function startVictim(stack: AsyncDisposableStack) {
  const harm: string[] = []
  const child = spawn(process.execPath, ['-e', 'console.log("here"); setInterval(() => {}, 1_000)'], {
    detached: true,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.on('exit', () => harm.push('the victim was ended'))
  child.stderr.on('data', (text) => harm.push(`the victim said ${String(text)}`))
  await once(child.stdout, 'data')
  stack.defer(() => void child.kill('SIGKILL'))
  return { pid: child.pid ?? 0, harm }
}
