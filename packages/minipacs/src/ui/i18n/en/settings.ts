/** Words of the header: the settings that are always in sight. */
export const settings = {
  server: "Server settings",
  aeTitle: "AE title",
  aeTitleHint: "1 to 16 characters of ASCII",
  port: "DICOM port",
  characterSet: "Character set",
  characterSetHint:
    "Worklist answers are in it. Once you choose one, files that come and declare another are marked.",
  everyScript: "All languages and scripts",
  associations: "Associations",
  start: "Start",
  stop: "Stop",
  apply: "Apply",
  portHint: "ℹ️ Port 104 requires admin rights – default 11112 is recommended",
  changed: "Changed. It holds for the associations to come.",
  aeTitleWrong: "1 to 16 characters of ASCII without backslash.",
  portWrong: "A number from 0 to 65535.",
  portTaken: "The port is taken or not allowed. Nothing was changed.",
  started: (port: string) => `Listening on port ${port}.`,
  stopped: "No more associations are taken. Those that are open may end.",
};
