import react from '@vitejs/plugin-react';
const server = 'http://127.0.0.1:8741';
const proxy = { '/api': server, '/ws': { target: server, ws: true }, '/chat': server };
export default {
    plugins: [react()],
    cacheDir: '/tmp/D_vite_cache',
    resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
    build: { assetsDir: "studio", outDir: '/tmp/D_dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, minify: true, reportCompressedSize: true },
    server: { proxy }, preview: { proxy },
};
