/* eslint-disable @typescript-eslint/no-explicit-any -- the module takes or gives anything there, as its code shows */
/** `mirror-drive` 1: makes one drive's content equal to another's. */
declare module 'mirror-drive' {
  import { EventEmitter } from 'node:events'
  import type Hyperdrive = require('hyperdrive')
  import type Localdrive = require('localdrive')
  import type Hypercore = require('hypercore')

  /** Works while it is iterated: use `done()` or `for await`. */
  class MirrorDrive {
    constructor(source: MirrorDrive.Drive, destination: MirrorDrive.Drive, options?: MirrorDrive.Options)
    readonly src: MirrorDrive.Drive
    readonly dst: MirrorDrive.Drive
    /** So far. */
    readonly count: { files: number; add: number; remove: number; change: number }
    readonly bytesAdded: number
    readonly bytesRemoved: number
    readonly finished: boolean
    readonly preloaded: boolean
    readonly downloadedBlocks: number
    readonly downloadedBlocksEstimate: number
    readonly downloadedBytes: number
    readonly uploadedBlocks: number
    readonly uploadedBytes: number
    /** Bytes per second, null without `progress`. */
    readonly downloadSpeed: (() => number) | null
    readonly uploadSpeed: (() => number) | null
    get peers(): Hypercore.Peer[]
    /** 0 to 1. */
    get downloadProgress(): number
    /** Resolves when all is copied. @throws what either drive throws; the rest is not copied */
    done(): Promise<void>
    monitor(options?: { /** Milliseconds. Default 250. */ interval?: number }): MirrorDrive.Monitor
    [Symbol.asyncIterator](): AsyncIterableIterator<MirrorDrive.Difference>
  }

  namespace MirrorDrive {
    type Drive = Hyperdrive | Localdrive

    interface Options {
      /** Folders to mirror. Default `/`. */
      prefix?: string | string[]
      /** These instead of what is below the prefix. */
      entries?: (string | { key: string })[] | null
      /** Change nothing. Default false. */
      dryRun?: boolean
      /** Delete what the source does not have. Default true. */
      prune?: boolean
      /** Download the contents ahead. Default true. */
      preload?: boolean
      /** Count bytes and speed. Default false. */
      progress?: boolean
      /** Yield files that are equal too. Default false. */
      includeEquals?: boolean
      /** Leave a file out by returning false. */
      filter?: (key: string) => boolean
      ignore?: string | string[] | ((key: string) => boolean)
      metadataEquals?: (source: any, destination: any) => boolean
      /** Write in one batch. Default false. */
      batch?: boolean
      dedup?: boolean
      /** Each may give a stream that the contents pass through. */
      transformers?: ((key: string) => NodeJS.ReadWriteStream | null)[]
    }

    interface Difference {
      op: 'add' | 'change' | 'remove' | 'equal'
      key: string
      bytesAdded: number
      bytesRemoved: number
    }

    interface MonitorStats {
      peers: number
      /** Speeds in bytes per second; progress from 0 to 1. */
      download: { bytes: number; blocks: number; speed: number; progress: number }
      upload: { bytes: number; blocks: number; speed: number }
    }

    interface MonitorEvents {
      update: [stats: MonitorStats]
      destroy: []
    }

    interface Monitor extends EventEmitter<MonitorEvents> {
      readonly mirror: MirrorDrive
      readonly stats: MonitorStats | null
      get preloaded(): boolean
      get destroyed(): boolean
      update(): void
      destroy(): void
    }
  }

  export = MirrorDrive
}
