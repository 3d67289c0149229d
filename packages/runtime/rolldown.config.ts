import { defineConfig } from 'rolldown'

/**
 * What the platform gives to apps: the same exports with all that they import, in five files. Finding and loading the
 * sixty of `dist` takes an app 45 ms of a processor, these take 8; and behind an app's walls there are fewer files to
 * show to it. See decision 102.
 */
export default defineConfig({
  input: {
    index: 'src/index.ts',
    page: 'src/page/index.ts',
    ui: 'src/ui/index.ts',
    wire: 'src/wire/index.ts',
  },
  platform: 'node',
  transform: { target: 'node26' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  // Modules set each other up, whoever imports them.
  treeshake: { moduleSideEffects: true },
  output: {
    dir: 'dist/provided',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[name].js',
    // Names stay, for whoever reads a stack.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
})
