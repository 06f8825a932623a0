import react from '@vitejs/plugin-react';
const server = 'http://127.0.0.1:8741';
export default {
    plugins: [react()],
    cacheDir: '/tmp/D_vite_cache',
    resolve: { alias: [
        ...(process.env.D_SHIM ? [{ find: /^@\/model$/, replacement: '/tmp/D_model/index.ts' }, { find: /^@\/model\/(.*)$/, replacement: '/srv/wM/studio/src/model/$1' }] : []),
        { find: '@', replacement: new URL('./src', import.meta.url).pathname } ] },
    server: { fs: { strict: false }, proxy: { '/api': server, '/ws': { target: server, ws: true }, '/assets': server, '/chat': server } },
};
