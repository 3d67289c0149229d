/// <reference types="@comice/holepunch-types" preserve="true" />
import Corestore = require('corestore')
import Hyperswarm = require('hyperswarm')
import crypto = require('hypercore-crypto')

const store = new Corestore('./store')
const core = store.get({ name: 'log', valueEncoding: 'utf-8' })
const swarm = new Hyperswarm({ keyPair: crypto.keyPair() })
swarm.on('connection', (connection) => store.replicate(connection))

// @ts-expect-error the core holds strings
void core.append(1)

export = core
