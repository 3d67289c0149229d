/**
 * The wire between an app and the node, for the node's end of it. Apps import `@comice/runtime`.
 *
 * ```ts
 * import { createConnection } from 'node:net'
 * import { Wire } from '@comice/runtime/wire'
 *
 * const wire = new Wire(createConnection('app.sock'), {
 *   side: 'node',
 *   onrequest: async (method) => `you called ${method}`,
 * })
 * console.log(await wire.closed)
 * ```
 *
 * @packageDocumentation
 */
export { decodeValue, encodeValue, type WireObject, type WireValue } from './value.ts'
export { type App } from '../app/app.ts'
export { APP_VARIABLE } from '../constants.ts'
export { streamChannel } from './stream-channel.ts'
export { Wire, type WireHandlers, type WireOptions, type WireStats } from './wire.ts'
export { type StreamLink, WireStream, type WireStreamOptions } from './wire-stream.ts'
