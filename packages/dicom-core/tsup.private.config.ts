import { defineConfig } from "tsup";

/** The private dictionary as a file that Node can load at once when it is first needed. Built after the rest. */
export default defineConfig({
  entry: { "private-dictionary": "src/dictionary/private-table.ts" },
  format: ["cjs"],
  outExtension: () => ({ js: ".cjs" }),
  target: "es2022",
  minify: true,
});
