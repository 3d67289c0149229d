/// <reference types="@comice/holepunch-types" preserve="true" />
import Autobase from 'autobase'
import c from 'compact-encoding'
import Corestore from 'corestore'
import Hyperbee from 'hyperbee'
import crypto from 'hypercore-crypto'
import Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

const store = new Corestore('./store')
const swarm = new Hyperswarm()
swarm.on('connection', (connection) => {
  const rpc = new ProtomuxRPC(connection, { valueEncoding: c.string })
  rpc.respond('upper', (text) => text.toUpperCase())
  store.replicate(connection)
})
swarm.join(crypto.discoveryKey(crypto.randomBytes(32)))

const bee = new Hyperbee(store.get({ name: 'bee' }), { keyEncoding: 'utf-8', valueEncoding: c.uint })
const options: Hyperbee.ReadOptions = { timeout: 1000 }
export const one: number | undefined = (await bee.get('one', options))?.value
export const base = new Autobase(store.namespace('base'), null, { open: (views) => views.get('view') })

// @ts-expect-error the value is a number: these are declarations, not `any`
await bee.put('one', 'one')
