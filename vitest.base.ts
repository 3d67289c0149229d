import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { ResultsReporter } from './scripts/vitest/results-reporter.ts'

/** Lets tests run the sources of every package, unbuilt. */
export const SOURCE_CONDITION = '@comice/source'

/** The one vitest configuration; a package adds to it only what is special about it. */
export function packageConfig(extra: ViteUserConfig['test'] = {}): ViteUserConfig {
  const conditions = [SOURCE_CONDITION, 'node', 'import', 'default']
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['test/**/*.test.{ts,tsx}'],
      pool: 'forks',
      maxWorkers: Number(process.env['COMICE_TEST_WORKERS'] ?? 2),
      // For what hangs: a machine that does ten other things takes as many times as long as one that does not.
      testTimeout: 180_000,
      hookTimeout: 120_000,
      retry: 0,
      allowOnly: false,
      reporters: ['default', new ResultsReporter()],
      ...extra,
    },
  })
}
