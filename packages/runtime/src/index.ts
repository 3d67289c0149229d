/**
 * What an app imports that runs on Comice: itself, updates, workers and the peer-to-peer parts, typed.
 *
 * @module
 */
export { BROKER_VERSION } from './constants.ts'
export { RuntimeErrors } from './errors.ts'
