import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page. The node serves it with a strict Content-Security-Policy and puts each answer's nonce into index.html. */
export default defineConfig({
  root: path.join(import.meta.dirname, 'src/window'),
  plugins: [react(), tailwindcss()],
  html: { cspNonce: '%CSP_NONCE%' },
  resolve: {
    conditions: ['@comice/source', 'module', 'browser', 'development|production'],
    dedupe: ['react', 'react-dom'],
  },
  build: {
    outDir: path.join(import.meta.dirname, 'dist/window'),
    emptyOutDir: true,
    target: 'chrome120',
    // The policy allows no inlined script, and images come from files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
})
