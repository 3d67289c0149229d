import { defineConfig } from 'rolldown'

const GLOBAL_PROCESS = '\0global-process'

/** One file for the start and one for each thing that is loaded when first used: a CLI's users wait for its imports. */
export default defineConfig({
  input: 'src/comice.ts',
  platform: 'node',
  // Node reads all of process's names when a module imports it, the streams' too: 5 ms. The global is the same.
  plugins: [
    {
      name: 'global-process',
      resolveId: (source) => (source === 'node:process' ? GLOBAL_PROCESS : null),
      load: (id) => (id === GLOBAL_PROCESS ? 'export default globalThis.process' : null),
    },
  ],
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
