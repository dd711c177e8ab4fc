import type { worklist as english } from "../en/worklist.ts";

export const worklist: typeof english = {
  title: "Arbeitsliste",
  hint: "Was Modalitäten mit einer Worklist-Abfrage finden.",
};
