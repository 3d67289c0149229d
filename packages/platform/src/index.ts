/**
 * Apps from peer to peer: stage, release, seed, fetch, confine and run them, by link.
 *
 * @module
 */
export { createBroker, type CreateBrokerOptions } from './broker/broker.ts'
export type {
  AppUpdate,
  Broker,
  BrokerApp,
  BrokerCallbacks,
  BrokerCost,
  BrokerPermissions,
  BrokerQuota,
  MessageBus,
  WorkerProcess,
} from './broker/broker-contract.ts'
export { CHANNELS } from './constants.ts'
export { PlatformErrors } from './errors.ts'
