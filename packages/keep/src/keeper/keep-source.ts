/** Something that consists of cores and can be kept: a room, a drive, or a list of cores. */
export interface KeepSource {
  /** Key of the base that the cores belong to: whoever opens it later hears of its writers under it. */
  readonly referrer?: Uint8Array
  /** Every core somebody needs to have the whole, those of departed writers too. */
  cores(): Promise<readonly KeepCore[]>
  /** Calls `listener` whenever there are more cores, or more in them. Returns a function that stops it. */
  onChange(listener: () => void): () => void
}

export interface KeepCore {
  readonly key: Uint8Array
  /** Blocks there are, as far as the source knows; absent means as many as the local store knows of. */
  readonly length?: number
}

/** How far the seeder is. Blocks and cores are those of the source. */
export interface KeepProgress {
  /**
   * `connecting`: no connection to the seeder. `asking`: it has not said yes yet. `uploading`: it lacks something.
   * `held`: it holds everything there was at the last look. `refused`: see {@link error}; it is asked again.
   */
  readonly state: 'connecting' | 'asking' | 'uploading' | 'held' | 'refused'
  readonly cores: number
  readonly heldCores: number
  readonly blocks: number
  readonly heldBlocks: number
  /** Why it refused: SEEDER_REFUSED, SEEDER_NOT_ONE or SEEDER_FULL. */
  readonly error?: Error
}
