import { defineConfig } from 'rolldown'

/** The launcher for any Node ≥ 20: one file, and one for what is loaded when first used. */
export default defineConfig({
  input: 'src/launcher/comice-desktop.ts',
  platform: 'node',
  transform: { target: 'node20' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist/launcher',
    format: 'esm',
    entryFileNames: 'comice-desktop.js',
    chunkFileNames: '[name].js',
    sourcemap: true,
    minify: 'dce-only',
  },
})
