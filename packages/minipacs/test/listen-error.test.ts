import { isDicomError } from "@minipacs/dicom-core";
import { TransportError } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { listenError } from "../src/listen-error.ts";

const test = testSuite("minipacs/listen error");

const failed = (errno: string) => new TransportError("TRANSPORT_LISTEN", "no", { details: { errno } });
const nodeError = (code: string) => Object.assign(new Error(code), { code });

const CASES: ["DICOM" | "HTTP", number, string, string][] = [
  [
    "DICOM",
    11112,
    "EADDRINUSE",
    "DICOM port 11112 is taken by another program: stop that one, or choose another with the option port (--port).",
  ],
  [
    "DICOM",
    104,
    "EACCES",
    "No permission to listen on DICOM port 104: ports below 1024 need special rights; give the option port one above, such as --port 11112.",
  ],
  [
    "HTTP",
    80,
    "EACCES",
    "No permission to listen on HTTP port 80: ports below 1024 need special rights; give the option httpPort one above, such as --http-port 8080.",
  ],
  [
    "DICOM",
    1,
    "EADDRNOTAVAIL",
    "The address 192.0.2.1 is not one of this machine, so DICOM cannot be listened for there (EADDRNOTAVAIL).",
  ],
  ["HTTP", 1, "EMFILE", "HTTP port 1 cannot be listened on (EMFILE)."],
];

for (const [service, port, errno, sentence] of CASES) {
  test(`${service} ${errno}`, () => {
    for (const cause of [failed(errno), nodeError(errno)]) {
      const error = listenError({ service, host: "192.0.2.1", port }, cause);
      assert.ok(isDicomError(error, "TRANSPORT_LISTEN"));
      assert.is(error.message, sentence);
      assert.is(error.cause, cause);
      assert.equal(error.details, { errno, port });
    }
  });
}

test("a server that runs is not started with options", () => {
  for (const [errno, sentence] of [
    ["EADDRINUSE", "DICOM port 104 is taken by another program: stop that one, or choose another port."],
    [
      "EACCES",
      "No permission to listen on DICOM port 104: ports below 1024 need special rights; choose one above, such as 11112.",
    ],
  ] as const) {
    const attempt = {
      service: "DICOM",
      host: undefined,
      port: 104,
      otherPort: 8080,
      isRunning: true,
    } as const;
    const error = listenError(attempt, failed(errno));
    assert.ok(isDicomError(error, "TRANSPORT_LISTEN"));
    assert.is(error.message, sentence);
  }
});

test("leaves other errors alone", () => {
  const bug = new TypeError("x");
  assert.is(listenError({ service: "DICOM", host: undefined, port: 1 }, bug), bug);
  const other = nodeError("ERR_INVALID_ARG_TYPE");
  assert.is(listenError({ service: "DICOM", host: undefined, port: 1 }, other), other);
});
