/** Gives the components below it a client. */
import { createContext, createElement, type ReactNode, useContext } from 'react'
import type { NodeApi } from '../connection/node-client.ts'

const NodeContext = createContext<NodeApi | null>(null)

export function NodeProvider({ api, children }: { api: NodeApi; children: ReactNode }) {
  return createElement(NodeContext.Provider, { value: api }, children)
}

/** The client given by the nearest {@link NodeProvider}; throws a TypeError when there is none. */
export function useNode(): NodeApi {
  const api = useContext(NodeContext)
  if (api === null) throw new TypeError('useNode is used outside of a NodeProvider')
  return api
}
