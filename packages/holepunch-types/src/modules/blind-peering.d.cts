/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `blind-peering` 2: asks blind peers to keep cores and bases available. */
declare module 'blind-peering' {
  import type HyperDHT = require('hyperdht')
  import type Corestore = require('corestore')
  import type Hypercore = require('hypercore')
  import type Autobase = require('autobase')
  import type ProtomuxWakeup = require('protomux-wakeup')

  /** A client of blind peers. */
  class BlindPeering {
    /** @param dht in a swarm, pass `swarm.dht` */
    constructor(dht: HyperDHT, store: Corestore, options?: BlindPeering.Options)
    /** The DHT node below. */
    readonly dht: HyperDHT
    /** The store that is replicated with them. */
    readonly store: Corestore
    /** The wakeup protocol shared with bases. */
    readonly wakeup: ProtomuxWakeup | null
    /** It opens no connections. */
    suspended: boolean
    /** Closing is done. */
    readonly closed: boolean
    /** Decoded keys of the blind peers. */
    keys: Uint8Array[]
    /** Blind peers per core. */
    pick: number
    /** By hex of their key. */
    readonly blindPeers: Map<string, BlindPeering.BlindPeer>
    /** Counters since it was made. */
    readonly stats: { addAutobase: number; addCore: number; addCoresTx: number }
    /** Uses other blind peers from now on. */
    setKeys(keys: readonly Hypercore.KeyLike[]): void
    /** Asks; resolves when connected or given up. There is no acknowledgement. The core is asked for until it closes. */
    addCore(core: Hypercore<any>, options?: BlindPeering.AddOptions): Promise<void>
    /** As `addCore`, without a promise. */
    addCoreBackground(core: Hypercore<any>, options?: BlindPeering.AddOptions): void
    /** Asks for our writer, the views and a sample of the active writers. Add cores of others yourself. */
    addAutobase(base: Autobase, options?: BlindPeering.AddOptions): Promise<void>
    /** As `addAutobase`, without a promise. */
    addAutobaseBackground(base: Autobase, options?: BlindPeering.AddOptions): void
    /** Checks connections now. */
    bump(): void
    /** Closes all connections until `resume`. */
    suspend(): Promise<unknown>
    /** Goes on after `suspend`. */
    resume(): Promise<unknown>
    /** Closes all connections. */
    close(): Promise<void>
  }

  namespace BlindPeering {
    /** Options of the constructor. */
    interface Options {
      /** Without any, nothing is asked. */
      keys?: readonly Hypercore.KeyLike[]
      /** Share it with the bases. */
      wakeup?: ProtomuxWakeup | null
      /** Blind peers per core, the closest keys first. Default 2. */
      pick?: number
      /** Start without connecting. Default false. */
      suspended?: boolean
      /** Milliseconds between looks for idle connections. Default 2000. */
      gcWait?: number
      /** Key of a relay. */
      relayThrough?: HyperDHT.RelayThrough | null
      /** Cores of a base in one request. Default 6 to 12. */
      maxBatchMin?: number
      /** See `maxBatchMin`. */
      maxBatchMax?: number
      /** Milliseconds without a new writer before the second request. Default 2000. */
      batchIdleWait?: number
      /** Milliseconds. Default 10,000. */
      batchMaxWait?: number
    }

    /** Options of `addCore` and `addAutobase`. */
    interface AddOptions {
      /** Choose blind peers close to this key. Default: the core's, or the base's wakeup key. */
      target?: Uint8Array
      /** Key of the base that a core belongs to. */
      referrer?: Uint8Array
      /** 0 low, 1 normal, 2 high; decides what is dropped first. Default 0. */
      priority?: number
      /** Ask it to announce the core; granted to trusted keys only. Default false. */
      announce?: boolean
      /** Blind peers for this one. */
      pick?: number
      /** Instead of the client's. Gets sorted. */
      keys?: Uint8Array[]
    }

    /** A blind peer. */
    interface BlindPeer {
      /** 32 bytes: who the other side is. */
      readonly remotePublicKey: Uint8Array
      /** The connection is open. */
      readonly connected: boolean
      /** Dialling. */
      readonly connecting: Promise<void> | null
      /** It was destroyed. */
      readonly destroyed: boolean
      /** Start without connecting. Default false. */
      readonly suspended: boolean
      /** Dials so far. */
      readonly connects: number
    }
  }

  export = BlindPeering
}
