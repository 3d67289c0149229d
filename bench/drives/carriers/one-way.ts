/** What brings all of it each time: a transfer, a pipe, and the system's own copy, which is the limit. */
import { startWormhole, byWormhole } from '../../send/by-wormhole.ts'
import { byHyperbeam } from '../../harness/by-hyperbeam.ts'
import { runProgram } from '../../harness/run-program.ts'
import type { CarrierKind } from './carrier.ts'

export const wormhole: CarrierKind = {
  name: 'magic-wormhole',
  needs: ['wormhole', 'twist3'],
  isAgain: false,
  isSmoke: false,
  async open({ source, target }) {
    const servers = await startWormhole()
    if (servers === null) throw new Error('it is not installed')
    return {
      carry: () => byWormhole(servers, { source, target }),
      [Symbol.asyncDispose]: () => servers[Symbol.asyncDispose](),
    }
  },
}

/**
 * It pipes bytes, so a folder goes through tar. Not in the smallest size, which CI runs: its receiver has ended
 * before all had come, once there.
 */
export const hyperbeam: CarrierKind = {
  name: 'hyperbeam',
  needs: ['tar'],
  isAgain: false,
  isSmoke: false,
  async open({ source, target, dht }) {
    const [{ host, port } = { host: '', port: 0 }] = dht.bootstrap
    const from = `tar -C '${source}' -c .`
    const to = `(mkdir '${target}' && tar -C '${target}' -x)`
    return {
      carry: () => byHyperbeam({ node: `${host}:${port}`, from, to }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  },
}

export const cp: CarrierKind = {
  name: 'cp',
  needs: [],
  isAgain: false,
  isSmoke: true,
  async open({ source, target }) {
    return {
      carry: () => runProgram({ file: 'cp', args: ['-a', source, target] }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  },
}
