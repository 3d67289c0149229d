/** What apps call of their own run: restart, versions, events, messages, checkpoint. */
import type { WireObject } from '@comice/runtime/wire'
import { MESSAGES_BEHIND } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { ownVersion } from '../platform/own-version.ts'
import { loadCheckpoint, saveCheckpoint } from './checkpoint-file.ts'
import type { Call, CallContext, OpenContext, Opener } from './session.ts'

export const APP_OPENERS: [string, Opener][] = [
  ['app.events', async ({ run, stream }) => run.events.follow(stream)],
  ['messages.subscribe', subscribe],
]

export const APP_CALLS: [string, Call][] = [
  ['app.restart', restart],
  ['app.versions', versions],
  ['messages.publish', async ({ run, params }) => run.bus.publish(params.get('message'))],
  ['checkpoint.save', async ({ run, params }) => saveCheckpoint(run.storageDir, params.get('state') ?? null)],
  ['checkpoint.load', async ({ run }) => loadCheckpoint(run.storageDir)],
]

async function restart({ run, params }: CallContext): Promise<void> {
  if (run.callbacks.restart === undefined) throw PlatformErrors.UNAVAILABLE({ what: 'starting again' })
  await run.callbacks.restart({ update: params.boolean('update', false) })
}

async function versions({ run }: CallContext): Promise<WireObject> {
  const { version, channel, length, fork } = run.app
  const releases = (await run.callbacks.versions?.()) ?? []
  return {
    app: { version, channel, length, fork },
    releases: releases.map((release) => ({ ...release })),
    platform: await ownVersion(),
  }
}

async function subscribe({ run, params, stream }: OpenContext): Promise<void> {
  const end = run.bus.subscribe(params.get('pattern'), (message) => {
    if (!stream.writable) return
    // Null is no item of a stream: what has no content is sent as an empty object.
    stream.write(message ?? {})
    if (stream.writableLength > MESSAGES_BEHIND) stream.destroy(PlatformErrors.SUBSCRIBER_BEHIND())
  })
  stream.once('close', end)
}
