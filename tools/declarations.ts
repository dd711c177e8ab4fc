/**
 * What of a package is built: all of it by `npm run build`; by what installs and builds as needed (`prepare.mjs`) first
 * `none` of the declarations, which are most of the work, and those `only` where a command needs them.
 */
import type { Options } from "tsup";

type Declarations = Exclude<NonNullable<Options["dts"]>, boolean | string>;

const WANTED = process.env.MINIPACS_DECLARATIONS;

/** Returns what a build says of its declarations. */
export function declarations({ compilerOptions, ...options }: Declarations = {}): Declarations | false {
  if (WANTED === "none") return false;
  return {
    ...options,
    only: WANTED === "only",
    compilerOptions: { ...compilerOptions, ignoreDeprecations: "6.0" },
  };
}

/** Returns the builds of a package that are wanted. */
export function wantedBuilds(builds: Options[]): Options[] {
  return WANTED === "only" ? builds.filter(({ dts }) => dts) : builds;
}
