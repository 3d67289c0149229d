/** Pipes stdin to another process, or what that sends to stdout, by Hyperbeam. argv: DHT node, key, `send` or `receive`. */
import { once } from 'node:events'
// @ts-expect-error -- it has no types, and this is all that is used of it
import Beam from 'hyperbeam'
import DHT from 'hyperdht'

const Hyperbeam = Beam as new (key: string, options: object) => NodeJS.ReadWriteStream
const [node = '', key = '', verb = ''] = process.argv.slice(2)
const [host = '', port = ''] = node.split(':')
const bootstrap = [{ host, port: Number(port) }]
const dht = new DHT({ bootstrap, host: '127.0.0.1', ephemeral: true, firewalled: false, port: [0, 0] })
const beam = new Hyperbeam(key, { announce: verb === 'send', dht })
beam.once('remote-address', () => verb === 'send' && process.stdout.write('ready\n'))
// As its own command: who has read all ends too, and only then does the sender go away.
beam.on('end', () => beam.end())
if (verb === 'send') process.stdin.pipe(beam).resume()
else beam.pipe(process.stdout)
await once(beam, 'close')
await dht.destroy({ force: true })
process.exit(0)
