import type { settings as english } from "../en/settings.ts";

export const settings: typeof english = {
  server: "Server-Einstellungen",
  aeTitle: "AE-Titel",
  aeTitleHint: "1 bis 16 ASCII-Zeichen",
  port: "DICOM-Port",
  characterSet: "Zeichensatz",
  characterSetHint:
    "In ihm sind Worklist-Antworten; Dateien, die mit einem anderen ankommen, werden markiert.",
  everyScript: "Alle Sprachen und Schriften",
  associations: "Assoziationen",
  start: "Starten",
  stop: "Anhalten",
  apply: "Übernehmen",
  portHint: "ℹ️ Port 104 erfordert Administratorrechte – Standard 11112 wird empfohlen",
  changed: "Geändert. Es gilt für neue Assoziationen.",
  aeTitleWrong: "1 bis 16 ASCII-Zeichen ohne Backslash.",
  portWrong: "Eine Zahl von 0 bis 65535.",
  portTaken: "Der Port ist belegt oder nicht erlaubt. Es bleibt beim alten.",
  started: (port) => `Hört auf Port ${port}.`,
  stopped: "Neue Assoziationen werden nicht angenommen. Offene dürfen enden.",
};
