import type { settings as english } from "../en/settings.ts";

export const settings: typeof english = {
  server: "Server-Einstellungen",
  aeTitle: "AE-Titel",
  aeTitleHint: "1 bis 16 ASCII-Zeichen",
  port: "DICOM-Port",
  characterSet: "Zeichensatz",
  associations: "Assoziationen",
  start: "Starten",
  stop: "Anhalten",
  apply: "Übernehmen",
  portHint: "ℹ️ Port 104 erfordert Administratorrechte – Standard 11112 wird empfohlen",
  changed: "Geändert. Es gilt für neue Assoziationen.",
  started: (port) => `Hört auf Port ${port}.`,
  stopped: "Neue Assoziationen werden nicht angenommen. Offene dürfen enden.",
};
