/**
 * `node:http`, required. An import reads every name that a module exports, and reading some of this one loads all of
 * undici: 65 ms of CPU on Node 26, for every program that imports this package.
 */
import type * as NodeHttp from 'node:http'
import { createRequire } from 'node:module'

export const nodeHttp = createRequire(import.meta.url)('node:http') as typeof NodeHttp
