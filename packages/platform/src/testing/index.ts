/**
 * Tests of apps: the real thing on one machine, without the internet. Every person has a profile, a peer and a process
 * of the app, confined as it will be at its users'; they find each other by a DHT in the test's own process.
 *
 * ```ts
 * import { startApps } from '@comice/platform/testing'
 *
 * await using apps = await startApps('.', { peers: ['alice', 'bob'] })
 * const { alice, bob } = apps
 * await alice.waitForLine(/^ready/)
 * alice.send('hello')
 * console.log(await bob.waitForLine(/hello/))
 * ```
 *
 * It needs `@comice/testkit` beside it, and Node 26, which apps run on.
 *
 * @packageDocumentation
 */
export { startApps, type StartAppsOptions, type TestApps } from './start-apps.ts'
export type { TestApp } from './test-app.ts'
export type { Outcome } from '../launch/outcome.ts'
