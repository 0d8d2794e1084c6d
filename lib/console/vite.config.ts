import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the console's client into `dist/console`; `node lib/console/build.ts` does it where something has changed. */
export default defineConfig({
  root: here('./client'),
  base: '/',
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: here('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy lets no inlined script or font run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
