import type { viewer as english } from "../en/viewer.ts";

export const viewer: typeof english = {
  title: "Viewer",
  hint: "",
};
