/** Every error the seeder itself reports; those of the packages it joins pass through. */
import { defineErrors, ExitCode } from '@comice/protocol'

export const SeederErrors = defineErrors({
  CONFIG_UNREADABLE: {
    exit: ExitCode.NotFound,
    message: ({ path, cause }: { path: string; cause: string }) =>
      `the config file ${path} cannot be read: ${cause}`,
    hint: 'see seeder.example.toml for a start',
  },
  CONFIG_INVALID: {
    exit: ExitCode.Usage,
    message: ({ path, problems }: { path: string; problems: readonly string[] }) =>
      `${path}: ${problems.join('; ')}`,
    hint: 'seeder.example.toml shows every setting',
  },
  NODE_TOO_OLD: {
    exit: ExitCode.Usage,
    message: ({ found, needed }: { found: string; needed: number }) =>
      `the seeder needs Node ${needed} or later, found ${found}`,
    hint: 'install with optional packages, which bring a Node, or set COMICE_NODE to one',
  },
  MONITOR_PORT_TAKEN: {
    exit: ExitCode.Conflict,
    message: ({ port }: { port: number }) => `another program holds TCP port ${port} on 127.0.0.1`,
    hint: 'set port to another one, or to 0 for any',
  },
})
