import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { withNode } from '../session/session.ts'

/** `comice doctor`: what is wrong, and what to do about it. */
export const doctor: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    for (const finding of await api.doctor.run.query()) {
      const mark = finding.ok ? paint('green', '✓') : paint('red', '✗')
      const advice = finding.advice === undefined ? '' : `\n  → ${peerText(finding.advice)}`
      output.result('finding', finding, `${mark} ${finding.name}: ${peerText(finding.found)}${advice}`)
    }
  })
