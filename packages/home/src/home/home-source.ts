/** A home as a keeper sees it: cores that it holds and cannot read. */
import type { EventEmitter } from 'node:events'
import type { Anchors } from '../feed/anchors.ts'
import { anchorPlace } from '../feed/feed-core.ts'
import type { HomeFeeds } from '../feed/home-feeds.ts'
import type { HomeEvents, HomeSource } from './home.ts'

export interface SourceParts {
  readonly homeKey: Uint8Array
  readonly anchors: Anchors
  readonly feeds: HomeFeeds
}

export function homeSource(
  home: EventEmitter<HomeEvents>,
  { homeKey, anchors, feeds }: SourceParts,
): HomeSource {
  return {
    // Whoever has the phrase knows this key, so the keeper is found under it.
    referrer: anchorPlace(homeKey, 0).key,
    async cores() {
      return [...anchors.keys.map((key) => ({ key, length: 1 })), ...feeds.cores()]
    },
    onChange(listener) {
      home.on('update', listener)
      return () => home.off('update', listener)
    },
  }
}
