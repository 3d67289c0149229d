// A worker that inherits no flags was free of the permission model.
import { Worker } from 'node:worker_threads'
import { attempt, failure, target } from './attempt.js'

const READ = `const { parentPort } = require('node:worker_threads')
try { parentPort.postMessage(require('node:fs').readFileSync(${JSON.stringify(target.profileSecret)}, 'utf8')) }
catch (error) { parentPort.postMessage({ code: error.code }) }`

await attempt(
  'a worker without flags',
  () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(READ, { eval: true, execArgv: [], env: {} })
      worker.on('error', reject)
      worker.on('message', (message) => (message.code ? reject(failure(message.code)) : resolve(message)))
    }),
)
