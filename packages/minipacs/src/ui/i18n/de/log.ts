import type { log as english } from "../en/log.ts";

export const log: typeof english = {
  title: "Protokoll",
  hint: "Alles, was geschieht, live.",
};
