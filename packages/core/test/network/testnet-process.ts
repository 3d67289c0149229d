/** A public DHT for tests, in a process of its own. argv: the address it is reachable at. */
import createTestnet from 'hyperdht/testnet.js'

const [host = '127.0.0.1'] = process.argv.slice(2)
const testnet = await createTestnet(10, { host })
process.stdout.write(`${JSON.stringify({ bootstrap: testnet.bootstrap })}\n`)
