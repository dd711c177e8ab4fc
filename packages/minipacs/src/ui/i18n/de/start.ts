import type { start as english } from "../en/start.ts";

const steps: typeof english.steps = {
  echo: "Echo (C-ECHO)",
  worklist: "Worklist-Abfrage (C-FIND)",
  store: "Bild speichern (C-STORE)",
  mppsCreate: "Untersuchung beginnen (N-CREATE)",
  mppsSet: "Untersuchung abschließen (N-SET)",
  cleanUp: "Testdaten entfernen",
};

export const start: typeof english = {
  title: "Erste Schritte",
  hint: "Noch hat sich niemand verbunden. Drei Schritte bis zum ersten Bild:",
  connect: "Anschließen",
  connectHint: "Wie eine Modalität angeschlossen wird, und der Selbsttest",
  enter: "Diesen Server an der Modalität eintragen",
  enterHint: "Dieselben drei Werte gelten für Worklist (MWL), MPPS und Speicherung.",
  test: "Den Server testen",
  testHint:
    "Der Server spielt Modalität und verbindet sich mit sich selbst: Echo, Worklist, ein Testbild, MPPS.",
  fill: "Die Arbeitsliste füllen",
  copyShort: "Kopieren",
  copy: (what) => `${what} kopieren`,
  copied: (what) => `${what} ist kopiert.`,
  onlyHere: "Nur dieser Rechner erreicht ihn: Der Server wurde allein für 127.0.0.1 gestartet (--host).",
  addressHint: "Eine, die die Modalität erreicht",
  stopped: "Der Server nimmt keine Verbindungen an. Oben starten.",
  runTest: "Selbsttest starten",
  running: "Testet …",
  passed: (duration) => `Alles funktioniert (${duration}).`,
  failed: "Der Selbsttest ist fehlgeschlagen.",
  stepPassed: "bestanden",
  stepFailed: "fehlgeschlagen",
  steps,
};
