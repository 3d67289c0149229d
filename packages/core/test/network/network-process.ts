/**
 * A network in a process of its own, driven over stdin and watched over stdout, one JSON object a line.
 * argv: name, seed of its key pair in hex, network options as JSON. Topics and keys come in hex.
 */
import { createInterface } from 'node:readline'
import { encodeKey, errorToWire } from '@comice/protocol'
import { keyPair } from 'hypercore-crypto'
import { createNetwork, type NetworkOptions, type Topic } from '../../src/network/network.ts'

const [name = '', seed = '', json = '{}'] = process.argv.slice(2)
const startedAt = performance.now()
const print = (event: string, fields: object = {}) =>
  process.stdout.write(
    `${JSON.stringify({ event, at: Math.round(performance.now() - startedAt), ...fields })}\n`,
  )

const network = await createNetwork({
  keyPair: keyPair(Buffer.from(seed, 'hex')),
  options: JSON.parse(json) as NetworkOptions,
  ...(process.env.COMICE_LOG === undefined ? {} : { logger: logger() }),
})
const topics = new Map<string, Topic>()

network.on('connection', ({ remotePublicKey, segment, stream }) => {
  print('connection', { key: encodeKey(remotePublicKey), segment })
  stream.on('error', () => undefined)
})
network.on('disconnection', ({ remotePublicKey, segment }, reason) =>
  print('disconnection', { key: encodeKey(remotePublicKey), segment, reason }),
)
network.on('state', (state) => print('state', { state }))
print('ready', { state: network.state })

const lines = createInterface(process.stdin)
const commands: Record<string, (argument: string) => Promise<void> | void> = {
  join: async (label) => {
    const topic = network.join(Buffer.from(label, 'hex'))
    topics.set(label, topic)
    await topic.flushed()
    print('joined', { label })
  },
  leave: async (label) => {
    await topics.get(label)?.leave()
    print('left', { label })
  },
  dial: (peer) => {
    network.joinPeer(Buffer.from(peer, 'hex'))
  },
  status: () => {
    const status = network.status()
    const troubles = status.troubles.map(({ segment, error }) => ({ segment, error: errorToWire(error) }))
    print('status', { status: { ...status, troubles } })
  },
  close: async () => {
    const from = performance.now()
    await network.close()
    print('closed', { tookMs: Math.round(performance.now() - from) })
    lines.close()
  },
}

for await (const line of lines) {
  const [command = '', argument = ''] = line.split(' ')
  void commands[command]?.(argument)
}

function logger() {
  const write = (fields: object, message: string) =>
    process.stderr.write(`${name} ${message} ${JSON.stringify(fields)}\n`)
  return { debug: write, info: write, warn: write, error: write }
}
