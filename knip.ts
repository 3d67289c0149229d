import type { KnipConfig } from 'knip'

/** hypercore and its storage are pinned by everyone who brings them, for those who install without our overrides. */
const PINNED = ['hypercore', 'hypercore-storage']
/** Declarations for modules that have none are referenced, not imported. */
const REFERENCED = ['@comice/holepunch-types', ...PINNED]

const config: KnipConfig = {
  ignoreExportsUsedInFile: true,
  workspaces: {
    '.': {
      entry: ['scripts/*.{mjs,ts}', 'scripts/ci/ci.ts', 'vitest.base.ts'],
      project: ['*.ts', 'scripts/**/*.{ts,mjs}', '!scripts/tour/**'],
    },
    'packages/*': {
      entry: ['test/**/*.test.{ts,tsx}'],
      project: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}', '!src/generated/**'],
      ignoreDependencies: REFERENCED,
    },
    'packages/holepunch-types': {
      // Compiled by their test, not imported.
      entry: ['test/**/*.test.ts', 'test/programs/*.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignoreDependencies: REFERENCED,
    },
    'apps/*': {
      entry: ['test/**/*.test.{ts,tsx}'],
      project: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
      ignoreDependencies: REFERENCED,
    },
    'tests/*': { entry: ['test/**/*.test.ts', 'src/make-*.ts'], project: ['**/*.ts'] },
    // Packed, and started as programs: named for the order of builds, not imported.
    'tests/pack': {
      entry: ['test/**/*.test.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: [/^@comice\//, '@arethetypeswrong/cli'],
    },
    // The program is started as a process; the declarations are those of the plain modules.
    'tests/e2e': {
      entry: ['test/**/*.test.ts', 'src/make-*.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: ['@comice/terminal', '@comice/holepunch-types'],
    },
    'scripts/tour': { entry: ['tour.ts'], project: ['**/*.ts'], ignoreDependencies: [/^@comice\//] },
    'examples/*': { entry: ['main.ts'] },
    bench: { entry: ['*.ts', '*/*.bench.ts', 'peers/*.ts'], project: ['**/*.ts'] },
  },
}

export default config
