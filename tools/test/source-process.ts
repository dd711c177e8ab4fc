/** How tests start Node on sources: on what the run has compiled of them, or else by tsx, which compiles at every start. */
import { join, relative } from "node:path";
import { repositoryPath } from "./data.ts";

/** The folder of the compiled sources; set by the runner. */
const build = process.env.TEST_BUILD;

/** Options of Node that let a process import sources. */
export const SOURCE_OPTIONS: readonly string[] = [
  "--conditions=@minipacs/source",
  ...(build === undefined ? ["--import", "tsx"] : ["--enable-source-maps"]),
];

/** Returns the module to run for a source. */
export function modulePath(source: string): string {
  if (build === undefined) return source;
  return join(build, relative(repositoryPath(), source)).replace(/\.tsx?$/, ".js");
}
