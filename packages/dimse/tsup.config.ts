import { defineConfig } from "tsup";
import { declarations } from "../../tools/declarations.ts";

export default defineConfig({
  entry: { index: "src/index.ts", internal: "src/internal.ts" },
  format: ["esm"],
  target: "es2022",
  dts: declarations(),
  sourcemap: true,
  clean: true,
});
