/** Every error the launcher adds to those of the node. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const LauncherErrors = defineErrors({
  USAGE: {
    exit: ExitCode.Usage,
    message: ({ problem }: { problem: string }) => problem,
    hint: 'run comice-desktop --help',
  },
  PAGE_MISSING: {
    exit: ExitCode.Failed,
    message: ({ dir }: { dir: string }) => `the built page is not in ${dir}`,
    hint: 'in a checkout, run `pnpm --filter desktop build`; otherwise install the package again',
  },
  NOT_REGISTERED: {
    exit: ExitCode.Failed,
    message: ({ reason }: { reason: string }) => `links were not registered: ${reason}`,
    hint: 'give the link to the program instead: comice-desktop comice://…',
  },
  NODE_STOPPED: {
    exit: ExitCode.Unreachable,
    message: () => 'the node was stopped, so the window has nothing to show',
    hint: 'run comice-desktop again',
  },
})
