/** What an app is told of itself, in its environment: see `app` of @comice/runtime. */
import { encodeKey } from '@comice/protocol'
import type { App } from '@comice/runtime'
import type { LaunchSpec } from '../launch/launch-spec.ts'
import type { GivenPath } from '../sandbox/bubblewrap.ts'
import { LAYERS } from '../sandbox/layer.ts'
import type { Subject } from './subject.ts'

export interface AppInfoOptions {
  readonly subject: Subject
  readonly spec: LaunchSpec
  readonly args: readonly string[]
  /** Path of the link it was started by, with a leading slash. */
  readonly path: string
  readonly dev: boolean
  readonly given: readonly GivenPath[]
}

export function appInfo({ subject, spec, args, path, dev, given }: AppInfoOptions): App {
  const { face, version, key } = subject
  return {
    key: encodeKey(key),
    link: face.link ?? '',
    name: face.name,
    version: face.version,
    channel: face.channel,
    length: version?.length ?? 0,
    fork: version?.fork ?? 0,
    author: face.author,
    args,
    dir: subject.dir,
    storage: spec.files,
    path,
    layers: LAYERS.filter((layer) => spec.layers[layer].on),
    dev,
    given,
  }
}
