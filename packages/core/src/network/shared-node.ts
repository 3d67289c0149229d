/**
 * A DHT node that a swarm uses and does not own: another swarm lives on it too.
 *
 * Hyperswarm listens on its node until it ends, and then destroys the node. Through this view its listeners can be
 * taken back, and its `destroy` leaves the node alone. Everything else goes to the node itself, so that servers and
 * sockets that are made through the view belong to the node. Pinned by test/network/sibling.test.ts.
 */
import type HyperDHT from 'hyperdht'

type Listener = (...args: unknown[]) => void

/** A view of `node` for one swarm. */
export function shareNode(node: HyperDHT): HyperDHT {
  const listeners: [event: string, listener: Listener][] = []
  const on = (event: string, listener: Listener) => {
    listeners.push([event, listener])
    node.on(event, listener)
    return view
  }
  const destroy = () => {
    for (const [event, listener] of listeners.splice(0)) node.off(event, listener)
    return Promise.resolve()
  }
  const own = new Map<string | symbol, unknown>([
    ['on', on],
    ['destroy', destroy],
  ])
  const bound = new WeakMap<object, unknown>()
  const view: HyperDHT = new Proxy(node, {
    get(target, name) {
      if (own.has(name)) return own.get(name)
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (!bound.has(value)) bound.set(value, value.bind(target))
      return bound.get(value)
    },
  })
  return view
}
