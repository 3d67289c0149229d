/**
 * Starting an app from the outside, for the program whose terminal it gets: small, without the peer-to-peer parts, and
 * on any Node from 20 on. Where the spec comes from: `Runs.prepare` of `@comice/platform`.
 *
 * @packageDocumentation
 */
export type { LaunchSpec } from './launch-spec.ts'
export { outcomeError, type Outcome } from './outcome.ts'
export { spawnApp, type AppStream, type RunningApp, type SpawnAppOptions } from './spawn-app.ts'
