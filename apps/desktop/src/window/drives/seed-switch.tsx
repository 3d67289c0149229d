/** Whether a drive is given to whoever asks for it, and how far it is here. */
import { useNode } from '@comice/client/react'
import type { DriveView } from '@comice/host'
import { useRef, useState } from 'react'
import { formatDuration } from '../format/duration.ts'
import { type Pace, RateMeter } from '../format/rate.ts'
import { count } from '../format/text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { useSubmit } from '../ui/use-submit.ts'
import { percent } from './drive-words.ts'

export function SeedSwitch({ drive }: { drive: DriveView }) {
  const api = useNode()
  const { name, isSeeded, isOurs, seed } = drive
  const change = useSubmit(
    (isOn: boolean) => (isOn ? api.drives.seed : api.drives.unseed).mutate({ name }),
    () => undefined,
  )
  const isFetching = !isOurs && seed !== null && seed.heldBlocks < seed.blocks
  return (
    <div className="flex flex-col gap-1.5">
      <Toggle isOn={isSeeded} onChange={(isOn) => change.run(isOn)} isBusy={change.isRunning}>
        <span className="block font-medium">
          {isOurs ? 'Give it to others' : 'Keep all of it, and give it to others'}
        </span>
        <span className="block text-soft">{seedLine(drive)}</span>
      </Toggle>
      {isFetching && <Fetching blocks={seed.blocks} heldBlocks={seed.heldBlocks} />}
      {change.error !== null && <ErrorNote error={change.error} />}
    </div>
  )
}

function seedLine({ isSeeded, seed, isOurs }: DriveView): string {
  if (!isSeeded || seed === null)
    return isOurs ? 'Off: others do not find it.' : 'Off: what you look at is fetched, and the rest is not.'
  const peers = seed.peers === 0 ? 'nobody is connected' : `${count(seed.peers, 'peer')} connected`
  return `On, also while no window is open: ${peers}.`
}

function Fetching({ blocks, heldBlocks }: { blocks: number; heldBlocks: number }) {
  const pace = usePace(heldBlocks, blocks)
  const left = pace.secondsLeft === null ? '' : ` · ${formatDuration(pace.secondsLeft)} left`
  return (
    <div className="flex flex-col gap-1 pb-1">
      <p className="text-xs text-soft tabular-nums">
        {percent({ heldBlocks, blocks })} is here{left}
      </p>
      <ProgressBar label="Fetched" share={heldBlocks / blocks} />
    </div>
  )
}

/** Of a number that comes with each rendering. */
function usePace(done: number, total: number): Pace {
  const meter = useRef<RateMeter>(null)
  const [state, setState] = useState<{ done: number; pace: Pace }>({
    done: -1,
    pace: { perSecond: 0, secondsLeft: null },
  })
  if (state.done !== done) {
    meter.current ??= new RateMeter()
    setState({ done, pace: meter.current.add(done, total) })
  }
  return state.pace
}
