/** What connected peers may ask each other about themselves. */
import { defineContract, method } from '@comice/core'
import c from 'compact-encoding'
import { MAX_ABOUT_BYTES } from '../constants.ts'

export const remoteContract = defineContract({
  name: 'remote',
  version: 1,
  methods: {
    /** Anybody who is connected: it says no more than the connection does. */
    ping: method({ request: c.bool, response: c.bool, maxRequestBytes: 1, maxResponseBytes: 1 }),
    /** Who has any grant: Unix time in ms. */
    clock: method({ request: c.bool, response: c.uint, maxRequestBytes: 1, maxResponseBytes: 9 }),
    /** Who has any grant: the versions and the system, as one line. */
    about: method({
      request: c.bool,
      response: c.string,
      maxRequestBytes: 1,
      maxResponseBytes: MAX_ABOUT_BYTES,
    }),
  },
})
