/** Requests that broke other servers: each is refused, and nothing of it reaches the disk, a header or a shell. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { createDataset, writeDicomFile } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { rawRequest } from "../support/http-client.ts";
import { ctObject } from "../support/objects.ts";
import { targetOf } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/http-hostile");

async function withServer(use: (pacs: Pacs, dataDir: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, dataDir, isHeadless: true });
    try {
      await use(pacs, dataDir);
    } finally {
      await pacs.close({ drainMs: 0 });
    }
  });
}

/** Sends the head of a request, and nothing of its body; resolves with all that is answered until the end. */
function headOnly(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connectSocket(port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    socket.setEncoding("latin1").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
  });
}

test("a Content-Length of gigabytes is refused before any of it is read, and the connection ends", () =>
  withServer(async ({ httpPort }) => {
    for (const path of [
      "/api/worklist",
      "/api/worklist/import",
      "/api/instances",
      "/api/settings",
      "/nothing",
    ]) {
      const answer = await headOnly(httpPort!, [
        `POST ${path} HTTP/1.1`,
        "Host: localhost",
        "Content-Type: application/json",
        "Content-Length: 17179869184",
      ]);
      assert.match(answer, /^HTTP\/1\.1 413 /, path);
      assert.match(answer, /HTTP_BODY_TOO_LARGE/);
    }
    for (const length of ["99999999999999999999999", "-1", "1e3", "0x10", "1, 2"]) {
      const lines = ["POST /api/worklist HTTP/1.1", "Host: localhost", `Content-Length: ${length}`];
      assert.match(await headOnly(httpPort!, lines), /^HTTP\/1\.1 4(00|13) /, length);
    }
  }));

test("no name of an object becomes part of a header or a path", () =>
  withServer(async (pacs, dataDir) => {
    const names = [
      '1.2"; x="y',
      "..",
      "../../../../tmp/minipacs-evil",
      "/etc/passwd",
      "1.2\r\nX-Evil: 1",
      "$(touch x)",
    ];
    for (const name of names) {
      const object = ctObject(
        { SOPInstanceUID: name, StudyInstanceUID: name, SeriesInstanceUID: name },
        name,
      );
      await store(targetOf(pacs), [object]).catch(() => {});
      const dataset = createDataset(
        {
          ...{ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: name, StudyInstanceUID: name },
          ...{ SeriesInstanceUID: name, PatientID: name, PatientName: name },
        },
        { validate: false },
      );
      const file = writeDicomFile({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.1" });
      const headers = { "content-type": "application/dicom", "content-length": String(file.length) };
      const uploaded = await rawRequest(pacs.httpPort!, {
        method: "POST",
        path: "/api/instances",
        headers,
        body: file,
      });
      assert.ok(
        uploaded.status === 201 || uploaded.status === 200,
        `${name}: ${uploaded.status} ${uploaded.body}`,
      );
      const path = `/api/instances/${encodeURIComponent(name)}/file`;
      const answer = await rawRequest(pacs.httpPort!, { path });
      // What is no path in an address either is not found; whatever is, has a harmless name.
      assert.ok(answer.status === 200 || answer.status === 404, `${name}: ${answer.status}`);
      assert.is(answer.headers["x-evil"], undefined);
      if (answer.status === 200)
        assert.is(answer.headers["content-disposition"], 'inline; filename="object.dcm"');
    }
    for await (const location of pacs.objects.list()) {
      for (const part of location) assert.match(part, /^(hash-[0-9a-f]{40}|unknown)(\.dcm)?$/);
    }
    assert.not.ok(existsSync("/tmp/minipacs-evil") || existsSync("/tmp/minipacs-evil.dcm"));
    assert.equal((await readdir(join(dataDir, ".."))).sort(), ["data"], "nothing beside the data directory");
  }));

test("parameters of the path reach no file", () =>
  withServer(async ({ httpPort }) => {
    const evil = [
      "..",
      "%2e%2e",
      "..%2f..%2f..%2fetc%2fpasswd",
      "%2fetc%2fpasswd",
      "%00",
      "a%00b",
      "..%5c..",
      "%c0%ae",
    ];
    for (const name of evil) {
      for (const path of [
        `/api/instances/${name}`,
        `/api/instances/${name}/file`,
        `/api/instances/${name}/attributes`,
        `/api/studies/${name}`,
        `/api/studies/${name}/series/${name}`,
        `/api/mpps/${name}`,
        `/api/worklist/${name}`,
        `/assets/${name}`,
      ]) {
        const answer = await rawRequest(httpPort!, { path });
        assert.ok([404, 400, 200].includes(answer.status), `${path}: ${answer.status}`);
        assert.not.match(answer.body, "root:");
        if (answer.status === 200) assert.is(JSON.parse(answer.body).totalCount ?? 0, 0, path);
      }
    }
  }));

test("AE titles with a path or a command only name themselves", () =>
  withServer(async (pacs, dataDir) => {
    for (const callingAeTitle of ["../../../tmp/ae", "/tmp/ae", "$(touch ae)", "`touch ae`;ls|"]) {
      await store({ ...targetOf(pacs), callingAeTitle }, [ctObject()]);
    }
    const { items } = (await (await fetch(`http://127.0.0.1:${pacs.httpPort}/api/associations`)).json()) as {
      items: { callingAeTitle: string }[];
    };
    assert.is(items[0]?.callingAeTitle, "../../../tmp/ae");
    assert.not.ok(existsSync("/tmp/ae") || existsSync(join(dataDir, "ae")) || existsSync("ae"));
  }));

test("an upload that breaks off leaves nothing", () =>
  withServer(async (pacs, dataDir) => {
    const dataset = createDataset({
      ...{
        SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
        SOPInstanceUID: "1.2.3",
        PixelData: new Uint8Array(200_000),
      },
    });
    const file = writeDicomFile({ dataset, transferSyntaxUid: "1.2.840.10008.1.2.1" });
    await new Promise<void>((resolve) => {
      const socket = connectSocket(pacs.httpPort!, "127.0.0.1", () => {
        const head = ["POST /api/instances HTTP/1.1", "Host: localhost", "Content-Type: application/dicom"];
        socket.write(`${[...head, `Content-Length: ${file.length}`].join("\r\n")}\r\n\r\n`);
        socket.write(file.subarray(0, file.length / 2), () => setTimeout(() => socket.destroy(), 50));
      });
      socket.on("close", () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.is(await pacs.index.count(), 0);
    assert.equal(await readdir(join(dataDir, "incoming")), []);
    assert.equal(await readdir(join(dataDir, "objects")), []);
  }));
