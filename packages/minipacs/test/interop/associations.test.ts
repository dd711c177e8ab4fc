import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { freePort } from "../../../dimse/test/support/server-tool.ts";
import type { Pacs } from "../../src/pacs.ts";
import { eventOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs associations", { tools: ["echoscu", "storescu"], data: true });

const sample = (name: string) => requireData("dicom", "pydicom", name);

const echoscu = (pacs: Pacs, ...args: string[]) =>
  runTool("echoscu", ["-v", ...args, "127.0.0.1", String(pacs.dicomPort)]);
const storescu = (pacs: Pacs, path: string, ...args: string[]) =>
  runTool("storescu", ["-v", ...args, "127.0.0.1", String(pacs.dicomPort), path]);

test("echoscu is rejected for its called, then for its calling AE title, and taken with both", () =>
  withPacs(
    async (pacs) => {
      const called = await echoscu(pacs, "-aec", "OTHER", "-aet", "CT1");
      assert.is.not(called.code, 0);
      assert.match(called.output, /Called AE Title Not Recognized/i);
      await eventOf(pacs, "association.rejected", ({ reason }) => /--require-called-ae/.test(reason));
      const calling = await echoscu(pacs, "-aec", "ONLY_ME", "-aet", "CT2");
      assert.match(calling.output, /Calling AE Title Not Recognized/i);
      await eventOf(pacs, "association.rejected", ({ reason }) => /--allow-ae/.test(reason));
      assert.is((await echoscu(pacs, "-aec", "ONLY_ME", "-aet", "CT1")).code, 0);
    },
    { aeTitle: "ONLY_ME", requireCalledAe: true, allowAe: ["CT1"] },
  ));

test("storescu is told the transfer syntaxes and the PDU length that are taken", () =>
  withPacs(
    async (pacs) => {
      const refused = await storescu(pacs, sample("CT_small.dcm"), "-xe");
      assert.match(refused.output, /No Acceptable Presentation Contexts/i);
      const { code, output } = await storescu(pacs, sample("SC_jpeg_no_color_transform.dcm"), "-xy", "-d");
      assert.is(code, 0, output);
      assert.match(output, /Their Max PDU Receive Size: +16384/);
      assert.is(await pacs.index.count(), 1);
      assert.is((await echoscu(pacs)).code, 0);
    },
    { acceptSyntax: ["JPEG Baseline"], maxPdu: 16_384 },
  ));

test("while storescu sends, AE title, character set and port are changed, and all is stored", () =>
  withFolder((folder) =>
    withPacs(
      async (pacs) => {
        const files = [sample("CT_small.dcm"), sample("MR_small.dcm")];
        let isOver = false;
        const sending = (async () => {
          let count = 0;
          while (!isOver) {
            // Repeated in one association: the port it came by is closed on the way.
            const { code, output } = await runTool("storescu", [
              ...["--repeat", "20", "-aet", "LOADER", "127.0.0.1", String(pacs.dicomPort)],
              ...files,
            ]);
            if (code === 0) count += 1;
            // It took longer to start than the port was listened at, or to be taken: nothing was sent.
            else assert.match(output, /TCP Initialization Error|aborted Association \(or never connected\)/);
          }
          return count;
        })();
        for (let round = 0; round < 5; round += 1) {
          await pacs.changeSettings({
            aeTitle: `ROUND${round}`,
            charset: round % 2 === 0 ? "ISO_IR 100" : "ISO_IR 192",
            port: await freePort(),
          });
          await delay(50);
        }
        isOver = true;
        assert.ok((await sending) > 0);
        assert.is(await pacs.index.count(), 2);
        const closed = pacs.events
          .recent()
          .flatMap((event) => (event.type === "association.closed" ? [event.end] : []));
        assert.equal([...new Set(closed)], ["released"]);
        const statuses = pacs.events
          .recent()
          .flatMap((event) => (event.type === "store" ? [event.status] : []));
        assert.equal([...new Set(statuses)], [0]);
      },
      { ephemeral: false, dataDir: join(folder, "data") },
    ),
  ));
