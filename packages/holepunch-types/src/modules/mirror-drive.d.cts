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
    /** Where from. */
    readonly src: MirrorDrive.Drive
    /** Where to. */
    readonly dst: MirrorDrive.Drive
    /** So far. */
    readonly count: { files: number; add: number; remove: number; change: number }
    /** Bytes that the destination gained. */
    readonly bytesAdded: number
    /** Bytes that the destination lost. */
    readonly bytesRemoved: number
    /** All is copied. */
    readonly finished: boolean
    /** It knows how much there is to download. */
    readonly preloaded: boolean
    /** Blocks received. */
    readonly downloadedBlocks: number
    /** Blocks to receive. */
    readonly downloadedBlocksEstimate: number
    /** Bytes received. */
    readonly downloadedBytes: number
    /** Blocks sent. */
    readonly uploadedBlocks: number
    /** Bytes sent. */
    readonly uploadedBytes: number
    /** Bytes per second, null without `progress`. */
    readonly downloadSpeed: (() => number) | null
    /** Bytes per second, null without `progress`. */
    readonly uploadSpeed: (() => number) | null
    /** Peers of the source. */
    get peers(): Hypercore.Peer[]
    /** 0 to 1. */
    get downloadProgress(): number
    /** Resolves when all is copied. @throws what either drive throws; the rest is not copied */
    done(): Promise<void>
    /** Follows the mirror. */
    monitor(options?: { /** Milliseconds. Default 250. */ interval?: number }): MirrorDrive.Monitor
    /** Reads it to its end. */
    [Symbol.asyncIterator](): AsyncIterableIterator<MirrorDrive.Difference>
  }

  namespace MirrorDrive {
    type Drive = Hyperdrive | Localdrive

    /** Options of the constructor. */
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
      /** Source names to leave out. */
      ignore?: string | string[] | ((key: string) => boolean)
      /** Whether metadata is the same. Default: by value. */
      metadataEquals?: (source: any, destination: any) => boolean
      /** Write in one batch. Default false. */
      batch?: boolean
      /** Share equal blocks with the earlier file. Default false. */
      dedup?: boolean
      /** Each may give a stream that the contents pass through. */
      transformers?: ((key: string) => NodeJS.ReadWriteStream | null)[]
    }

    /** What was done to one file. */
    interface Difference {
      /** What was done. */
      op: 'add' | 'change' | 'remove' | 'equal'
      /** The file. */
      key: string
      /** Bytes of the new content. */
      bytesAdded: number
      /** Bytes of the old content. */
      bytesRemoved: number
    }

    /** How the mirror goes. */
    interface MonitorStats {
      /** Peers of the source. */
      peers: number
      /** Speeds in bytes per second; progress from 0 to 1. */
      download: { bytes: number; blocks: number; speed: number; progress: number }
      /** Blocks sent. */
      upload: { bytes: number; blocks: number; speed: number }
    }

    /** Events of a monitor. */
    interface MonitorEvents {
      /** New figures, every `interval`. */
      update: [stats: MonitorStats]
      /** It was destroyed. */
      destroy: []
    }

    /** Follows a transfer. */
    interface Monitor extends EventEmitter<MonitorEvents> {
      /** What it follows. */
      readonly mirror: MirrorDrive
      /** The newest figures. */
      readonly stats: MonitorStats | null
      /** The mirror knows how much there is to download. */
      get preloaded(): boolean
      /** It was destroyed. */
      get destroyed(): boolean
      /** Measures now. */
      update(): void
      /** Ends it at once. */
      destroy(): void
    }
  }

  export = MirrorDrive
}
