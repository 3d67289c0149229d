/**
 * Apps from peer to peer: stage, release, seed, fetch, confine and run them, by link.
 *
 * @module
 */
export { CHANNELS } from './constants.ts'
export { PlatformErrors } from './errors.ts'

// sandbox and run
export {
  CONFINEMENT_TEXT,
  LAYERS,
  type Confinement,
  type Layer,
  type LayerState,
  type Layers,
} from './sandbox/layer.ts'
export { detectLayers, type Detected } from './sandbox/detect-layers.ts'
export { type Bubblewrap } from './sandbox/bubblewrap.ts'
export { type NodeImage } from './sandbox/node-image.ts'
export { type Confined, type ConfineOptions } from './sandbox/confine.ts'
export { type Command, type Limits } from './sandbox/limits.ts'
export { launchSpec, type LaunchOptions, type LaunchSpec } from './run/launch-spec.ts'
export { spawnApp, type AppStream, type RunningApp, type SpawnAppOptions } from './run/spawn-app.ts'
export { outcomeError, type Outcome } from './run/outcome.ts'
