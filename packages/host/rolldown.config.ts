import { defineConfig } from 'rolldown'
import manifest from './package.json' with { type: 'json' }

const { dependencies } = manifest
/** Small, pure JavaScript, and used by the node alone: they are in the file, each with its many files. */
const BUNDLED = ['@trpc/server', 'pino', 'ws', 'zod']

/** Used by few starts, one of them made of files that apps are started with: they stay as they are installed. */
const LOADED_LATER = [
  '@comice/core/link',
  '@comice/drives',
  '@comice/home',
  '@comice/platform',
  '@comice/remote',
]

function isInFile(name: string): boolean {
  return name.startsWith('@comice/') || BUNDLED.includes(name)
}

/**
 * The node's program in one file, because half of its start was finding and loading a thousand small ones. The
 * peer-to-peer modules stay what they are: they have native parts, and parts of them compare classes, so a process
 * needs one copy of each. CommonJS, because `import 'http'` loads all of undici, see decision 60.
 */
export default defineConfig({
  input: { main: 'src/node/main.ts' },
  platform: 'node',
  external: [...Object.keys(dependencies).filter((name) => !isInFile(name)), ...LOADED_LATER]
    // Their files too: autobase/lib/messages.js.
    .map((name) => new RegExp(`^${name}(?:/|$)`, 'u')),
  transform: { target: 'node26' },
  resolve: { conditionNames: ['@comice/source', 'node', 'import', 'default'] },
  output: {
    dir: 'dist/node',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    codeSplitting: false,
    sourcemap: true,
    // Names stay, for whoever reads a stack.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
})
