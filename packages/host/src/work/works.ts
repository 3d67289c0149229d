/** All work that can be asked for, by name. */
import { copyWorks } from './copy-work.ts'
import { driveWorks } from './drive-works.ts'
import { forwardWorks } from './forward-works.ts'
import { pipeWorks } from './pipe-works.ts'
import { remoteWorks } from './remote-works.ts'
import { roomFileWorks } from './room-file-works.ts'
import { roomWorks } from './room-works.ts'
import { transferWorks } from './transfer-works.ts'
import type { Work } from './work.ts'

export const WORKS = {
  ...driveWorks,
  ...remoteWorks,
  ...forwardWorks,
  ...roomWorks,
  ...roomFileWorks,
  ...pipeWorks,
  ...copyWorks,
  ...transferWorks,
}

type Works = typeof WORKS
export type WorkName = keyof Works

type InputOf<W> = W extends Work<infer Input, infer _Item, infer _Progress, infer _Value> ? Input : never
type ItemOf<W> = W extends Work<infer _Input, infer Item, infer _Progress, infer _Value> ? Item : never
type ProgressOf<W> =
  W extends Work<infer _Input, infer _Item, infer Progress, infer _Value> ? Progress : never
type ValueOf<W> = W extends Work<infer _Input, infer _Item, infer _Progress, infer Value> ? Value : never

/** What a work takes, yields one by one, tells on its way, and what comes of it. */
export type WorkInput<Name extends WorkName> = InputOf<Works[Name]>
export type WorkItem<Name extends WorkName> = ItemOf<Works[Name]>
export type WorkProgress<Name extends WorkName> = ProgressOf<Works[Name]>
export type WorkValue<Name extends WorkName> = ValueOf<Works[Name]>
