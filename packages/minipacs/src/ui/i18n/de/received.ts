import type { received as english } from "../en/received.ts";

export const received: typeof english = {
  title: "Empfangen",
  hint: "Was per C-STORE kam oder auf die Seite gezogen wurde.",
};
