/// <reference types="@comice/holepunch-types" />
/**
 * A program that knows hyperdrive and the layout that Pear gives to apps, and nothing of Comice.
 *
 *     plain-drive.ts <folder of the store> <host:port of the DHT> [link]
 *
 * Makes a drive, or opens the one that the link names; prints its link when others can find it. Then each line of its
 * input is one thing to do, and each gets one line of JSON:
 *
 * | line                | does                                                                    | prints         |
 * | ------------------- | ----------------------------------------------------------------------- | -------------- |
 * | `write <json>`      | puts files, by path, and `manifest` of their package.json               | the length     |
 * | `release [length]`  | what Pear's `release` does: the key `release`, of now or of that length  | the length     |
 * | `read`              | looks for what is new, and reads the released version                   | what it found  |
 * | `keep`              | fetches all of both cores, so that others can have it from here         | their lengths  |
 * | `cut`               | takes the newer half of what was written back                           | the length     |
 */
import { createInterface } from 'node:readline'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperdrive from 'hyperdrive'
import Hyperswarm from 'hyperswarm'

const [folder = '', address = '', link] = process.argv.slice(2)
const [host = '', port = ''] = address.split(':')
const say = (value: object) => console.log(JSON.stringify(value))

const store = new Corestore(folder)
const drive = link === undefined ? new Hyperdrive(store) : new Hyperdrive(store, link.replace('pear://', ''))
await drive.ready()
const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1', firewalled: false })
const swarm = new Hyperswarm({ dht })
swarm.on('connection', (connection) => {
  connection.on('error', () => undefined)
  store.replicate(connection)
})
const found = drive.findingPeers()
const topic = swarm.join(drive.discoveryKey as Buffer, { server: true, client: link !== undefined })
await topic.flushed()
void swarm.flush().then(found, found)
say({ link: `pear://${drive.id ?? ''}` })

/** Values of the keys beside the files are JSON. */
async function valueOf(key: string): Promise<unknown> {
  return (await drive.db.get(key))?.value ?? null
}

async function write(files: Readonly<Record<string, string>>): Promise<object> {
  for (const [path, text] of Object.entries(files)) await drive.put(path, Buffer.from(text))
  const manifest = JSON.parse(files['/package.json'] ?? '{}') as object
  await drive.db.put('manifest', manifest as never)
  await drive.db.put('channel', 'dev' as never)
  return { length: drive.core.length }
}

async function release(length: string | undefined): Promise<object> {
  // The block of this very entry is in the version.
  const released = length === undefined ? drive.core.length + 1 : Number(length)
  await drive.db.put('release', released as never)
  return { length: released }
}

async function read(): Promise<object> {
  await drive.update({ wait: true })
  const released = await valueOf('release')
  const version = drive.checkout(Number(released))
  const files: Record<string, string> = {}
  for await (const { key } of version.list('/')) files[key] = String(await version.get(key))
  await version.close()
  return { release: released, length: drive.core.length, manifest: await valueOf('manifest'), files }
}

async function keep(): Promise<object> {
  await drive.update({ wait: true })
  const { core: contents } = await drive.getBlobs()
  await contents.update({ wait: true })
  const cores = [drive.core, contents]
  await Promise.all(cores.map((core) => core.download({ start: 0, end: core.length }).done()))
  return { lengths: cores.map(({ length }) => length) }
}

async function cut(): Promise<object> {
  await drive.truncate(Math.floor(drive.core.length / 2))
  return { length: drive.core.length }
}

const JOBS: Readonly<Record<string, (argument?: string) => Promise<object>>> = {
  write: (json = '{}') => write(JSON.parse(json) as Record<string, string>),
  release,
  read,
  keep,
  cut,
}

for await (const line of createInterface({ input: process.stdin })) {
  const [, name = '', argument] = /^(\w+)(?: (.*))?$/u.exec(line) ?? []
  const job = JOBS[name]
  if (job === undefined) throw new Error(`${line} is nothing that can be done`)
  say({ did: name, ...(await job(argument)) })
}
