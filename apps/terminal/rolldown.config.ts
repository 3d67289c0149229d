import { defineConfig } from 'rolldown'

const NO_FORM_DATA = 'comice:no-form-data'
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
    {
      name: 'no-form-data',
      resolveId: (source) => (source === NO_FORM_DATA ? `\0${NO_FORM_DATA}` : null),
      load: (id) => (id === `\0${NO_FORM_DATA}` ? 'export default class FormData {}' : null),
    },
  ],
  // tRPC asks whether an input is a FormData, which none of ours is; looking at the global loads undici: 65 ms.
  transform: { target: 'node20', inject: { FormData: NO_FORM_DATA } },
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
