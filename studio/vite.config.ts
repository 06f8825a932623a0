import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` beside a running server: MILLRACE_URL=http://127.0.0.1:8080 is the default.
const server = process.env.MILLRACE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
    plugins: [react()],
    resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
    build: {
        outDir: process.env.MILLRACE_STUDIO_OUT ?? 'dist',
        emptyOutDir: true,
        assetsDir: 'studio',
        target: 'es2022',
        // The page's policy allows no inline data.
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2_000,
    },
    server: { proxy: { '/api': server, '/ws': { target: server, ws: true }, '/assets': server, '/chat': server } },
    test: {
        include: ['src/**/*.test.ts'],
        environment: 'node',
        setupFiles: ['scripts/es2023.mjs'],
        // Thousands of random edits, on a machine that may be doing something else.
        testTimeout: 60_000,
        benchmark: { include: ['bench/*.bench.ts'] },
    },
});
