import { readFileSync } from 'node:fs'
import type { KnipConfig } from 'knip'

/** hypercore and its storage are pinned by everyone who brings them, for those who install without our overrides. */
const PINNED = ['hypercore', 'hypercore-storage']
/** Declarations for modules that have none are referenced, not imported. */
const REFERENCED = ['@comice/holepunch-types', ...PINNED]

/** What these packages depend on, besides each other. */
function modulesOf(...packages: string[]): string[] {
  return packages.flatMap((name) => {
    const file = new URL(`./packages/${name}/package.json`, import.meta.url)
    const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
      dependencies: Record<string, string>
    }
    return Object.keys(dependencies).filter((one) => !one.startsWith('@comice/'))
  })
}

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
    // Modules of which they name only types, and those are in holepunch-types.
    'packages/keep': {
      entry: ['test/**/*.test.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      // The muxer is found from where blind-peer finds it.
      ignoreDependencies: [...REFERENCED, '@hyperswarm/secret-stream', 'hyperswarm', 'blind-peer-muxer'],
    },
    // Its bundled program requires what the packages below it do.
    'packages/host': {
      entry: ['test/**/*.test.ts', 'test/launch/attach-program.ts', 'src/node/main.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignoreDependencies: [...REFERENCED, ...modulesOf('core', 'keep', 'rooms', 'storage')],
    },
    'packages/platform': {
      // Apps, workers and a thread's file are started as programs, and one app is shown in a browser.
      entry: [
        'test/**/*.test.ts',
        'test/**/*starter.ts',
        'test/broker/programs/*.ts',
        'test/window/app/*.ts',
        'test/runs/app/*.ts',
        'src/preload/preload.ts',
        'src/window/strip-worker.ts',
      ],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignoreDependencies: [...REFERENCED, '@comice/runtime'],
    },
    // The full screen is a bundle of its own, and one file is preloaded by a test.
    'apps/terminal': {
      entry: ['test/**/*.test.ts', 'test/loaded-modules.ts', 'src/tui/open-tui.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignoreDependencies: REFERENCED,
    },
    'packages/rooms': {
      // The guest is put into one file, with an earlier version.
      entry: ['test/**/*.test.ts', 'test/previous/guest.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignore: ['test/previous/guest-*.mjs'],
      ignoreDependencies: [...REFERENCED, 'protomux-wakeup'],
    },
    'packages/remote': {
      // Started as processes, by their names.
      entry: ['test/**/*.test.ts', 'test/nat/*-process.ts'],
      project: ['src/**/*.ts', 'test/**/*.ts'],
      ignoreDependencies: REFERENCED,
    },
    // The preload is loaded by Node's `--import`, starters are programs of tests, apps of the corpus are copied; the
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
    // Its stylesheet imports Tailwind.
    'apps/desktop': {
      // Apps that tests release: their pages are named in HTML.
      entry: ['test/**/*.test.{ts,tsx}', 'test/apps/**/*.ts'],
      project: ['src/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
      ignoreDependencies: [...REFERENCED, 'tailwindcss'],
    },
    'tests/*': { entry: ['test/**/*.test.ts', 'src/make-*.ts'], project: ['**/*.ts'] },
    // The published command is found and started as a program.
    'tests/interop': {
      entry: ['test/**/*.test.ts', 'src/start-*.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: [...REFERENCED, 'drives-cli'],
    },
    // Packed, and started as programs: named for the order of builds, not imported.
    'tests/pack': {
      entry: ['test/**/*.test.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: [/^@comice\//, '@arethetypeswrong/cli'],
    },
    // Started as processes. the declarations are those of the plain modules.
    'tests/e2e': {
      entry: ['test/**/*.test.ts', 'src/make-*.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: ['@comice/seeder', '@comice/terminal', '@comice/holepunch-types'],
    },
    'tests/tour': {
      entry: ['test/**/*.test.ts'],
      project: ['**/*.ts'],
      // Started as programs, by `npm start` and by its window.
      ignoreDependencies: ['@comice/desktop', '@comice/seeder', '@comice/terminal', '@comice/tour'],
    },
    'scripts/tour': { entry: ['tour.ts'], project: ['**/*.ts'], ignoreDependencies: [/^@comice\//] },
    // The page of an app is loaded by a browser.
    'examples/*': { entry: ['main.ts', 'page.ts'], ignoreDependencies: REFERENCED },
    bench: {
      entry: ['*.ts', '*/*.bench.ts', 'peers/*.ts', 'apps/programs/*.js'],
      project: ['**/*.ts'],
      // Started as processes.
      ignoreDependencies: [...REFERENCED, '@comice/terminal', 'drives-cli', 'hypertele'],
      // The system's; what is not installed is left out of a measurement.
      ignoreBinaries: ['wormhole', 'twist3', 'syncthing', 'diff', 'socat'],
    },
  },
}

export default config
