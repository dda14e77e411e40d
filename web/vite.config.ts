import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// During `npm run dev` the pages come from Vite and everything else from a server that runs already.
const server = "http://127.0.0.1:7878";

export default defineConfig({
  plugins: [react()],
  // Relative addresses, so that one build serves under any URL base.
  base: "./",
  build: {
    outDir: "../src/cinearr/web",
    emptyOutDir: true,
    // Scripts and styles are files of our own, so that a strict content security policy holds.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      "/api": server,
      "/initialize.json": server,
      "/login": server,
      "/signalr": { target: server, ws: true },
    },
  },
});
