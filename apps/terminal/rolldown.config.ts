import { defineConfig } from 'rolldown'

/** One file for the start and one for each thing that is loaded when first used: a CLI's users wait for its imports. */
export default defineConfig({
  input: 'src/comice.ts',
  platform: 'node',
  transform: { target: 'node20' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: 'comice.js',
    chunkFileNames: '[name].js',
    sourcemap: true,
    minify: 'dce-only',
  },
})
