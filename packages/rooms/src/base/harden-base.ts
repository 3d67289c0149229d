/** Puts a guard between what members write and Autobase. Why: docs/decisions/0041-hardened-base.md. */
import { guardAutobaseWriters } from '@comice/storage'
import type Autobase from 'autobase'
import { MAX_BLOCK_BYTES } from '../constants.ts'
import { guardWakeup } from './guard-wakeup.ts'

/**
 * Changes `base` so that no block and no wakeup hint of a member can close, stall or loop it. Call it in the same
 * tick as the constructor, before the base opens its writers.
 */
export function hardenBase(base: Autobase): void {
  guardAutobaseWriters(base, { isEncrypted: true, maxBytes: MAX_BLOCK_BYTES, views: 1 })
  guardWakeup(base)
}
