import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Lets tests run the sources of every package, unbuilt. Child processes get the same through NODE_OPTIONS. */
export const SOURCE_CONDITION = '@comice/source'

/** The one vitest configuration; a package adds to it only what is special about it. */
export function packageConfig(extra: ViteUserConfig['test'] = {}): ViteUserConfig {
  const conditions = [SOURCE_CONDITION, 'node', 'import', 'default']
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['test/**/*.test.ts'],
      pool: 'forks',
      maxWorkers: 2,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      retry: 0,
      allowOnly: false,
      ...extra,
    },
  })
}
