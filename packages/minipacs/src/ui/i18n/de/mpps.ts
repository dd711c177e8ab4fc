import type { mpps as english } from "../en/mpps.ts";

export const mpps: typeof english = {
  title: "MPPS",
  hint: "Durchgeführte Untersuchungsschritte, über die Auftragsnummer mit der Arbeitsliste verknüpft.",
};
