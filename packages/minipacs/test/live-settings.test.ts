import { createServer } from "node:net";
import { join } from "node:path";
import { createDataset } from "@minipacs/dicom-core";
import { type Association, connect, echo, find, store, VERIFICATION } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import type { PacsSettingsPatch } from "../src/config/live-settings.ts";
import type { Pacs } from "../src/pacs.ts";
import { CT_IMAGE_STORAGE, ctObject } from "./support/objects.ts";
import { rejection } from "./support/rejection.ts";
import { eventOf, targetOf, withPacs } from "./support/running-pacs.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/settings of a running server");

const associate = (pacs: Pacs, abstractSyntax = VERIFICATION, transferSyntaxes?: string[]) =>
  connect({
    ...targetOf(pacs),
    contexts: [{ abstractSyntax, ...(transferSyntaxes && { transferSyntaxes }) }],
  });

async function contextOf(pacs: Pacs, abstractSyntax: string, transferSyntaxes?: string[]) {
  const association = await associate(pacs, abstractSyntax, transferSyntaxes);
  const [context] = association.contexts;
  await association.release();
  return context;
}

async function takenPort(): Promise<{ port: number; free(): Promise<void> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  return { port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}

test("a change makes new settings and tells the names of what differs", () =>
  withPacs(async (pacs) => {
    const before = pacs.settings;
    assert.is(before.aeTitle, "MINIPACS");
    const after = await pacs.changeSettings({ aeTitle: " OTHER ", mpps: "strict", charset: "ISO_IR 192" });
    assert.is(after, pacs.settings);
    assert.equal([after.aeTitle, after.mppsMode, before.aeTitle], ["OTHER", "strict", "MINIPACS"]);
    assert.ok(Object.isFrozen(after));
    assert.is(pacs.config.aeTitle, "MINIPACS");
    const { changed, dicomPort } = await eventOf(pacs, "settings.changed");
    assert.equal([changed, dicomPort], [["aeTitle", "mpps"], pacs.dicomPort]);
    assert.is(await pacs.changeSettings({ aeTitle: "OTHER" }), after);
    assert.is(pacs.events.recent().filter(({ type }) => type === "settings.changed").length, 1);
  }));

const WRONG: [string, PacsSettingsPatch, string][] = [
  ["a wrong value among right ones", { aeTitle: "NEW", charset: "UTF-8" }, "CONFIG_CHARSET"],
  [
    "what is fixed at the start",
    { aeTitle: "NEW", httpPort: 1 } as PacsSettingsPatch,
    "CONFIG_NOT_CHANGEABLE",
  ],
  ["what is not known", { aeTitle: "NEW", colour: "red" } as PacsSettingsPatch, "CONFIG_NOT_CHANGEABLE"],
  ["a folder that cannot be", { aeTitle: "NEW", dataDir: "/dev/null/x" }, "CONFIG_DATA_DIR"],
];

for (const [what, patch, code] of WRONG) {
  test(`with ${what} nothing is changed`, () =>
    withPacs(async (pacs) => {
      const before = pacs.settings;
      assert.is((await rejection(pacs.changeSettings(patch))).code, code);
      assert.is(pacs.settings, before);
      assert.is((await echo(targetOf(pacs))).status, 0);
    }));
}

test("AE titles are checked from the next association on, and a rejection names the rule", () =>
  withPacs(async (pacs) => {
    const open = await associate(pacs);
    await pacs.changeSettings({ aeTitle: "CT_SCP", requireCalledAe: true });
    await rejection(associate(pacs));
    const called = await eventOf(pacs, "association.rejected");
    assert.match(called.reason, /^called AE .*: only CT_SCP is answered here \(--require-called-ae\)$/);
    assert.is((await echo({ ...targetOf(pacs), calledAeTitle: "CT_SCP" })).status, 0);
    await pacs.changeSettings({ requireCalledAe: false, allowAe: ["CT1", "CT2"] });
    await rejection(associate(pacs));
    await eventOf(pacs, "association.rejected", ({ reason }) =>
      /allowed are CT1, CT2 \(--allow-ae\)$/.test(reason),
    );
    await pacs.changeSettings({ allowAe: [], maxAssociations: 1 });
    await rejection(associate(pacs));
    await eventOf(pacs, "association.rejected", ({ reason }) =>
      /: 1 associations? .*\(--max-associations\)$/.test(reason),
    );
    assert.is((await open.echo()).status, 0);
    await open.release();
  }));

test("transfer syntaxes, PDU length and unknown SOP classes, from the next association on", () =>
  withPacs(async (pacs) => {
    const explicitVr = "1.2.840.10008.1.2.1";
    const baseline = "1.2.840.10008.1.2.4.50";
    const lossless = "1.2.840.10008.1.2.4.70";
    const offered = [explicitVr, lossless, baseline];
    assert.is((await contextOf(pacs, CT_IMAGE_STORAGE, offered))?.transferSyntax, explicitVr);
    await pacs.changeSettings({ acceptSyntax: ["JPEG Baseline", "ExplicitVRLittleEndian"], maxPdu: 16_384 });
    assert.is((await contextOf(pacs, CT_IMAGE_STORAGE, offered))?.transferSyntax, baseline);
    assert.is((await contextOf(pacs, CT_IMAGE_STORAGE, [lossless]))?.isAccepted, false);
    assert.is((await contextOf(pacs, VERIFICATION, ["1.2.840.10008.1.2"]))?.isAccepted, true);
    const association = await associate(pacs);
    assert.is(pacs.associations[0]?.maxPduLengthBytes, 16_384);
    await association.release();
    assert.is((await contextOf(pacs, "1.2.3.4.5"))?.isAccepted, false);
    await pacs.changeSettings({ acceptAnySopClass: true, acceptSyntax: [] });
    assert.is((await contextOf(pacs, "1.2.3.4.5"))?.isAccepted, true);
    assert.is((await contextOf(pacs, "1.2.840.10008.5.1.4.1.1.99999"))?.isAccepted, true);
    // Known, and no storage: the print management of PS3.4 H.
    assert.is((await contextOf(pacs, "1.2.840.10008.5.1.1.9"))?.isAccepted, false);
    assert.is((await contextOf(pacs, "1.2.840.10008.5.1.4.1.2.2.1"))?.isAccepted, false);
    const object = { ...ctObject({ SOPClassUID: "1.2.3.4.5" }, "1.9.9"), sopClassUid: "1.2.3.4.5" };
    const [outcome] = await store(targetOf(pacs), [object]);
    assert.is(outcome?.result?.status, 0);
    assert.is((await pacs.index.get("1.9.9"))?.sopClassUid, "1.2.3.4.5");
  }));

test("character set and duplicates, within an association that is open", () =>
  withPacs(async (pacs) => {
    const keys = createDataset({ PatientName: undefined });
    const charsets = async () => {
      const names = new Set<string | undefined>();
      for await (const answer of find(targetOf(pacs), "worklist", keys)) {
        names.add(answer.getText("SpecificCharacterSet"));
      }
      return [...names];
    };
    pacs.loadSamples();
    const association = await associate(pacs, CT_IMAGE_STORAGE);
    const put = async (PatientID: string) => (await association.store(ctObject({ PatientID }))).status;
    assert.equal(await charsets(), ["ISO_IR 192"]);
    assert.is(await put("P1"), 0);
    await pacs.changeSettings({ charset: "ISO_IR 144", onDuplicate: "reject", fsync: true });
    assert.is((await charsets()).includes("ISO_IR 144"), true);
    assert.is(await put("P2"), 0x0111);
    await association.release();
  }));

test("a station may be called as what every object has, and gets the set of all others", () =>
  withPacs(
    async (pacs) => {
      const target = { ...targetOf(pacs), callingAeTitle: "constructor" };
      let count = 0;
      for await (const _ of find(target, "worklist", createDataset({ PatientName: undefined }))) count += 1;
      assert.is(count, 2);
    },
    { charsetFor: { CT1: "ISO_IR 100" } },
  ));

/** Stores one object after the other until told to stop, where the server listens at the time; returns how many. */
async function storeInALoop(pacs: Pacs, root: string, isOver: () => boolean): Promise<number> {
  let count = 0;
  while (!isOver()) {
    const [outcome] = await store(targetOf(pacs), [ctObject({ PatientID: "L" }, `${root}.${count + 1}`)]);
    assert.is(outcome?.result?.status, 0);
    count += 1;
  }
  return count;
}

test("under load, AE title, character set, folder and port are changed: nothing is lost, associations go on", () =>
  withFolder((folder) =>
    withPacs(
      async (pacs) => {
        let isOver = false;
        const running = await associate(pacs, CT_IMAGE_STORAGE);
        const loops = [1, 2].map((n) => storeInALoop(pacs, `1.5.${n}`, () => isOver));
        const inOne = (async (association: Association) => {
          let count = 0;
          while (!isOver) {
            const object = ctObject({ PatientID: "R" }, `1.5.3.${count + 1}`);
            assert.is((await association.store(object)).status, 0);
            count += 1;
          }
          return count;
        })(running);
        const ports = new Set<number>([pacs.dicomPort]);
        for (let round = 0; round < 6; round += 1) {
          const { port, free } = await takenPort();
          await free();
          await pacs.changeSettings({
            aeTitle: `ROUND${round}`,
            charset: round % 2 === 0 ? "ISO_IR 100" : "ISO_IR 192",
          });
          const before = pacs.dicomPort;
          await pacs.changeSettings({ port });
          ports.add(pacs.dicomPort);
          assert.is.not(pacs.dicomPort, before);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
        isOver = true;
        const counts = await Promise.all([...loops, inOne]);
        await running.release();
        assert.is(ports.size, 7);
        const sum = counts.reduce((a, b) => a + b, 0);
        assert.ok(
          counts.every((count) => count > 3),
          counts.join(),
        );
        assert.is(await pacs.index.count(), sum);
        const aborted = pacs.events
          .recent()
          .filter((event) => event.type === "association.closed" && event.end === "aborted");
        assert.equal(aborted, []);
      },
      { ephemeral: false, dataDir: join(folder, "data") },
    ),
  ));

test("a port that is taken is told with its reason, and the one before goes on", () =>
  withPacs(async (pacs) => {
    const { port, free } = await takenPort();
    const before = pacs.settings;
    const error = await rejection(pacs.changeSettings({ port, aeTitle: "NEW" }));
    assert.is(error.code, "TRANSPORT_LISTEN");
    assert.is(
      error.message,
      `DICOM port ${port} is taken by another program: stop that one, or choose another port.`,
    );
    assert.is(pacs.settings, before);
    assert.is((await echo(targetOf(pacs))).status, 0);
    await free();
    await pacs.changeSettings({ port });
    assert.is(pacs.dicomPort, port);
    await pacs.changeSettings({ host: "0.0.0.0" });
    assert.is((await echo(targetOf(pacs))).status, 0);
  }));

test("the listener stops and starts; what is open may end, settings change meanwhile", () =>
  withPacs(async (pacs) => {
    const association = await associate(pacs);
    const stopping = pacs.stopListener({ drainMs: 5000 });
    await eventOf(pacs, "listener.stopped", ({ associationCount }) => associationCount === 1);
    assert.is(pacs.isListening, false);
    assert.is((await association.echo()).status, 0);
    await association.release();
    await stopping;
    await pacs.stopListener();
    assert.is((await rejection(associate(pacs))).code, "TRANSPORT_CONNECT");
    await pacs.changeSettings({ aeTitle: "LATER", requireCalledAe: true });
    await pacs.startListener();
    await pacs.startListener();
    assert.is(pacs.isListening, true);
    assert.is((await echo({ ...targetOf(pacs), calledAeTitle: "LATER" })).status, 0);
    const late = await connect({
      ...{ ...targetOf(pacs), calledAeTitle: "LATER" },
      contexts: [{ abstractSyntax: VERIFICATION }],
    });
    await pacs.stopListener({ drainMs: 0 });
    assert.is((await rejection(late.echo())).code, "ASSOC_ABORTED");
    const told = pacs.events.recent().filter(({ type }) => type.startsWith("listener."));
    assert.equal(
      told.map(({ type }) => type),
      ["listener.stopped", "listener.started", "listener.stopped"],
    );
  }));

test("changes at the same time run one after the other, and none after the end", async () => {
  const pacs = await withPacs(async (running) => {
    const titles = ["A", "B", "C"];
    const settings = await Promise.all(titles.map((aeTitle) => running.changeSettings({ aeTitle })));
    assert.equal(
      settings.map(({ aeTitle }) => aeTitle),
      titles,
    );
    const [started, stopped] = [running.startListener(), running.stopListener({ drainMs: 0 })];
    await Promise.all([started, stopped]);
    assert.is(running.isListening, false);
    return running;
  });
  assert.is((await rejection(pacs.changeSettings({ aeTitle: "D" }))).code, "STATE_CLOSED");
  assert.is((await rejection(pacs.startListener())).code, "STATE_CLOSED");
});
