import type { Action } from '../grammar/command.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { withNode } from '../session/session.ts'

/** `comice doctor [peer]`: what is wrong here, or with the way to another machine, and what to do about it. */
export const doctor: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [peer] = line.args
    const looked = peer === undefined ? api.doctor.run.query() : api.doctor.peer.query({ peer })
    for (const finding of await looked) {
      const mark = finding.ok ? paint('green', '✓') : paint('red', '✗')
      const advice = finding.advice === undefined ? '' : `\n  → ${peerText(finding.advice)}`
      output.result('finding', finding, `${mark} ${finding.name}: ${peerText(finding.found)}${advice}`)
    }
  })
