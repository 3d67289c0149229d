/**
 * What an app's page imports: its backend, typed. Runs in browsers.
 *
 * ```ts
 * import { connect } from '@comice/runtime/ui'
 *
 * interface Api {
 *   greet(name: string): string
 *   count(to: number): AsyncIterable<number>
 * }
 *
 * const { api } = connect<Api>()
 * console.log(await api.greet('alice'))
 * for await (const at of api.count(3)) console.log(at)
 * ```
 *
 * @module
 */
export { type ComiceError, isComiceError } from '@comice/protocol/errors'
export { connect, type ConnectOptions, type Page } from './connect.ts'
export type { GiveOptions, PageFile } from './give-file.ts'
export type { PageState } from './page-socket.ts'
export type { Remote, Subscription } from './remote.ts'
