/**
 * Descriptors of this process that the processes it starts must not have: small, without the peer-to-peer parts, and on any Node
 * from 20 on.
 *
 * @packageDocumentation
 */
export { coverHeld, holdFromChildren } from './held-descriptors.ts'
