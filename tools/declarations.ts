/** How packages get their declarations: not at all where a command has no use for them and would wait. */
import type { Options } from "tsup";

type Declarations = Exclude<NonNullable<Options["dts"]>, boolean | string>;

export function declarations({ compilerOptions, ...options }: Declarations = {}): Declarations | false {
  if (process.env.MINIPACS_NO_DECLARATIONS === "1") return false;
  return { ...options, compilerOptions: { ...compilerOptions, ignoreDeprecations: "6.0" } };
}
