/** Studies sent to other nodes from the page: over TLS, and stopped on the way. */

import { readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { type Certificates, createCertificates } from "../../../../tools/test/certificates.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readServerTls } from "../../src/commands/tls-files.ts";
import { ServedPage, startPageServer } from "./support/served-page.ts";

const test = testSuite("minipacs/page nodes", {
  tools: ["chromium", "openssl"],
  data: true,
  timeoutMs: 60_000,
});

let made: Certificates;
test.before(async () => {
  made = await createCertificates();
});
test.after(() => made.remove());

const tls = async () => {
  const { ca, server } = made;
  const files = { tlsCa: ca.certPath, tlsCert: server.certPath, tlsKey: server.keyPath };
  return { tls: await readServerTls({ tls: true, ...files }) };
};
const scene = new ServedPage(test, {}, tls);

const dialog = () => scene.page.getByRole("dialog");
const press = (name: string | RegExp) => dialog().getByRole("button", { name }).click();

/** The study that is there, to be sent to a node. */
async function openSend(aeTitle: string, port: number): Promise<void> {
  await scene.upload(await readFile(requireData("dicom", "pydicom", "CT_small.dcm")));
  await scene.open("received");
  await scene.page.getByRole("grid", { name: "Received" }).locator("tr[data-index]").first().click();
  await scene.button("Send the study").click();
  await dialog().getByLabel("AE title", { exact: true }).fill(aeTitle);
  await dialog().getByLabel("Host").fill("127.0.0.1");
  await dialog().getByLabel("Port").fill(String(port));
}

test("a study goes over TLS to a node that takes nothing else, with the server's certificate", async () => {
  const other = await startPageServer({ aeTitle: "SECURE", ...(await tls()) });
  try {
    await openSend("SECURE", other.port);
    await press("Send");
    await dialog().locator(".outcome.error").getByText("0 of 1 sent").waitFor();
    await dialog().getByLabel("With TLS").check();
    await press("Echo");
    await dialog()
      .getByText(/Answers, after/)
      .waitFor();
    await press("Send again");
    await dialog().locator(".outcome.ok").getByText("1 of 1 sent").waitFor();
    await scene.page.getByText("1 file sent to SECURE.").waitFor();
    await dialog().getByText(`SECURE@127.0.0.1:${other.port} TLS`).waitFor();
    const { items } = (await (await fetch(`${other.origin}/api/associations`)).json()) as {
      items: { tls?: { isPeerTrusted: boolean } }[];
    };
    assert.ok(
      items.some((one) => one.tls?.isPeerTrusted),
      JSON.stringify(items),
    );
  } finally {
    await other.stop();
  }
});

test("a send that runs is stopped, and can be begun again; a used node is forgotten", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  try {
    await openSend("SILENT", port);
    await press("Send");
    await dialog().getByText("0 of 1 sent").waitFor();
    assert.ok(await dialog().getByRole("button", { name: "Send again" }).isDisabled());
    await press("Stop sending");
    await dialog().getByText("Sending was stopped. 0 of 1 sent").waitFor();
    await scene.page.getByText("Sending was stopped.", { exact: true }).waitFor();
    assert.is(await dialog().getByRole("button", { name: "Stop sending" }).count(), 0);
    assert.ok(await dialog().getByRole("button", { name: "Send again" }).isEnabled());
    await press(`Forget SILENT@127.0.0.1:${port}`);
    await dialog().getByText("Used before").waitFor({ state: "detached" });
    scene.assertQuiet();
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }
});
