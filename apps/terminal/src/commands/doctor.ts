import type { Command } from 'commander'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { withNode } from '../session/session.ts'

/** `comice doctor`: what is wrong, and what to do about it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at what usually goes wrong')
    .action((_options: object, command: Command) =>
      withNode(command, async ({ api, output }) => {
        for (const finding of await api.doctor.run.query()) {
          const mark = finding.ok ? paint('green', '✓') : paint('red', '✗')
          const advice = finding.advice === undefined ? '' : `\n  → ${peerText(finding.advice)}`
          output.result('finding', finding, `${mark} ${finding.name}: ${peerText(finding.found)}${advice}`)
        }
      }),
    )
}
