/**
 * What the preload is told, as JSON in an environment variable; nothing in it is secret. This file and its neighbours load
 * inside the app's process, before the app: they import nothing but each other and Node.
 */
export const PRELOAD_VARIABLE = 'COMICE_PRELOAD'

/** Descriptor of the broker: a duplex socket, used by the runtime as `new net.Socket({ fd: 3 })`. */
export const BROKER_FD = 3

/** Descriptor of a pipe that ends when whoever started the app is gone. */
export const LEASH_FD = 4

export interface PreloadTask {
  /** Folders that modules may come from: the checkout, and in development what its packages link to. */
  readonly roots: readonly string[]
  readonly provided: ProvidedModules
  /** Whether to take away what the permission model leaves. */
  readonly harden: boolean
  /** Whether this is the app's first process, and not one that the app started. */
  readonly isFirst: boolean
  /** Whether {@link LEASH_FD} is there: bubblewrap ends what its starter leaves behind, and needs none. */
  readonly leash: boolean
}

/** The runtime and the packages it needs, as the platform has them: apps never bring their own. */
export interface ProvidedModules {
  /** File by specifier, for everybody: `@comice/runtime` and its subpaths. */
  readonly files: Readonly<Record<string, string>>
  /** What each provided package imports. */
  readonly packages: readonly ProvidedPackage[]
}

export interface ProvidedPackage {
  readonly folder: string
  readonly imports: Readonly<Record<string, string>>
}
