/** Words of the first start: what to enter on the modality, and the self test. */
const steps: Readonly<Record<string, string>> = {
  echo: "Echo (C-ECHO)",
  worklist: "Worklist query (C-FIND)",
  store: "Store an image (C-STORE)",
  mppsCreate: "Begin a procedure step (N-CREATE)",
  mppsSet: "Complete the procedure step (N-SET)",
  cleanUp: "Remove what the test made",
};

export const start = {
  title: "First steps",
  hint: "Nobody has connected yet. Three steps to the first image:",
  connect: "Connect",
  connectHint: "How to connect a modality, and the self test",
  enter: "Enter this server on the modality",
  enterHint: "The same three values serve worklist (MWL), MPPS and storage.",
  test: "Test the server",
  testHint: "The server plays a modality and connects to itself: echo, worklist, a test image, MPPS.",
  fill: "Fill the worklist",
  copyShort: "Copy",
  copy: (what: string) => `Copy ${what}`,
  copied: (what: string) => `${what} is copied.`,
  onlyHere: "Only this machine reaches it: the server was started for 127.0.0.1 alone (--host).",
  addressHint: "One that the modality reaches",
  stopped: "The server does not listen. Start it above.",
  runTest: "Run the self test",
  running: "Testing …",
  passed: (duration: string) => `Everything works (${duration}).`,
  failed: "The self test failed.",
  stepPassed: "passed",
  stepFailed: "failed",
  steps,
};
