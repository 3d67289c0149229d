/** Messages between the processes and the page of one app. */
import type { WireObject, WireValue } from '@comice/runtime/wire'
import type { MessageBus } from './broker-contract.ts'

export class Bus implements MessageBus {
  readonly #subscriptions = new Set<{ pattern: WireValue; listener: (message: WireValue) => void }>()

  publish(message: WireValue): void {
    for (const { pattern, listener } of [...this.#subscriptions])
      if (matches(pattern, message)) listener(message)
  }

  subscribe(pattern: WireValue, listener: (message: WireValue) => void): () => void {
    const subscription = { pattern, listener }
    this.#subscriptions.add(subscription)
    return () => this.#subscriptions.delete(subscription)
  }
}

/** Whether a message has everything that the pattern has, at any depth. An empty pattern matches everything. */
export function matches(pattern: WireValue, message: WireValue): boolean {
  if (pattern === undefined || pattern === null) return true
  if (!isObject(pattern)) return pattern === message
  if (!isObject(message)) return false
  return Object.entries(pattern).every(
    ([name, member]) => Object.hasOwn(message, name) && matches(member, message[name]),
  )
}

function isObject(value: WireValue): value is WireObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}
