/** Films and documents handed to a program of this machine; run by contract.test.ts. */
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, createUid, type DatasetInit, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { createPacs } from "../../src/pacs.ts";
import { call } from "../support/api-contract.ts";
import { rawRequest } from "../support/http-client.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { withFolder } from "../support/temporary-folder.ts";

const PDF_CLASS = "1.2.840.10008.5.1.4.1.1.104.1";
const DOCUMENT = new TextEncoder().encode("%PDF-1.4 $(touch /tmp/no) `no` ;\n%%EOF");

function partTen(sopClassUid: string, values: DatasetInit = {}): { uid: string; bytes: Uint8Array } {
  const uid = createUid();
  const dataset = createDataset({
    SOPClassUID: sopClassUid,
    SOPInstanceUID: uid,
    StudyInstanceUID: createUid(),
    SeriesInstanceUID: createUid(),
    PatientName: "Test^Document",
    ...values,
  });
  return { uid, bytes: writeDicomFile({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.1" }) };
}

export function testOpening(test: TestSuite): void {
  test(
    "a document is handed to the program of this machine: one argument, no shell",
    async () => {
      await withFolder(async (folder) => {
        const seenAt = join(folder, "arguments");
        const opener = join(folder, "xdg-open");
        await writeFile(
          opener,
          `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > ${seenAt}.part\nmv ${seenAt}.part ${seenAt}\n`,
        );
        await chmod(opener, 0o755);
        const { uid, bytes } = partTen(PDF_CLASS, {
          DocumentTitle: "; rm -rf $HOME",
          MIMETypeOfEncapsulatedDocument: "application/pdf",
          EncapsulatedDocument: DOCUMENT,
        });
        assert.is((await call("POST", "/api/instances", { bytes })).status, 201);
        const address = `/api/instances/${uid}/open-externally`;
        const path = process.env.PATH;
        try {
          process.env.PATH = join(folder, "nothing-here");
          const refused = await call("POST", address);
          assert.equal([refused.status, refused.body.code], [422, "HTTP_OPEN_PROGRAM"]);
          process.env.PATH = `${folder}:${path}`;
          const { status, body } = await call("POST", address);
          assert.is(status, 200);
          assert.equal([body.mimeType, body.byteCount], ["application/pdf", DOCUMENT.length]);
          assert.match(body.fileName, /^[0-9a-f]{24}\.pdf$/);
          const [count, handed = ""] = (await whenWritten(seenAt)).split("\n");
          assert.is(count, "1");
          assert.ok(handed.endsWith(`/${body.fileName}`), handed);
          assertBytes(await readFile(handed), DOCUMENT);
          assert.is((await stat(handed)).mode & 0o777, 0o600, "nobody else reads it");
        } finally {
          process.env.PATH = path;
        }
      });
    },
    { skip: process.platform === "linux" ? undefined : "opens with xdg-open, which is Linux's" },
  );

  test("what holds neither film nor document, what is not there, a proxy, a server without a token: refused", async () => {
    const { uid, bytes } = partTen(CT_IMAGE_STORAGE);
    await call("POST", "/api/instances", { bytes });
    const nothing = await call("POST", `/api/instances/${uid}/open-externally`);
    assert.equal([nothing.status, nothing.body.code], [422, "HTTP_OPEN_NOTHING"]);
    assert.is((await call("POST", "/api/instances/1.2.3/open-externally")).status, 404);
    const path = `/api/instances/${uid}/open-externally`;
    const headers = { "x-forwarded-for": "203.0.113.7" };
    const proxied = await call("POST", path, { headers });
    assert.equal([proxied.status, proxied.body.code], [403, "HTTP_OPEN_LOOPBACK"]);

    const open = await createPacs({
      port: 0,
      host: "127.0.0.1",
      httpPort: 0,
      ephemeral: true,
      isHeadless: true,
    });
    try {
      const answer = await rawRequest(open.httpPort!, { method: "POST", path });
      assert.equal([answer.status, JSON.parse(answer.body).code], [403, "HTTP_OPEN_TOKEN"]);
    } finally {
      await open.close({ drainMs: 0 });
    }
  });
}

async function whenWritten(path: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the program was not started");
}
