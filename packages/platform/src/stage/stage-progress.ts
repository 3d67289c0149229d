/** How far a stage is, told often enough to see it move and seldom enough to be carried to a face. */
import { STAGE_PROGRESS_MS } from '../constants.ts'

export interface StageProgress {
  /** `read`: files are compared with what is known of them · `write`: new contents are appended. */
  readonly phase: 'read' | 'write'
  readonly files: number
  readonly totalFiles: number
  /** Bytes appended so far. */
  readonly bytes: number
}

/** The counting side. */
export interface StageTicker {
  read(): void
  wrote(bytes: number): void
}

export function createStageProgress(
  totalFiles: number,
  onprogress: ((progress: StageProgress) => void) | undefined,
): StageTicker {
  let files = 0
  let bytes = 0
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = (phase: StageProgress['phase'], isLast: boolean) => {
    const now = performance.now()
    if (!isLast && now - toldAt < STAGE_PROGRESS_MS) return
    toldAt = now
    onprogress?.({ phase, files, totalFiles, bytes })
  }
  return {
    read() {
      files++
      tell('read', files === totalFiles)
    },
    wrote(more) {
      bytes += more
      tell('write', false)
    },
  }
}
