/** A server that is killed while its worklist changes: each change that was answered is there afterwards, whole. */
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs worklist killed", { timeoutMs: LONG_RUN_LIMIT_MS });

const ROUNDS = runCount(4, 50);
/** Clients that change the worklist at the same time. */
const CLIENTS = 3;

/** What a client knows of an entry: `undefined` where there is none. */
interface Known {
  answered: string | undefined;
  /** What was asked for last, which may have been done. */
  latest: string | undefined;
}
type Answer = { id: string; PatientID: string; PatientName: string; ScheduledProcedureStepID: string };

test(`each change that was answered is there, and none by half, after ${ROUNDS} times SIGKILL`, () =>
  withFolder(async (dataDir) => {
    const entries = new Map<string, Known>();
    let answeredCount = 0;
    let interruptedCount = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await start(dataDir);
      await check(server, entries);
      const killedAfter = 5 + Math.floor(Math.random() * 40);
      let count = 0;
      const onAnswer = () => {
        count += 1;
        answeredCount += 1;
        if (count === killedAfter) setTimeout(() => server.signal("SIGKILL"), Math.random() * 20);
      };
      const clients = Array.from({ length: CLIENTS }, (_, client) =>
        changeUntilKilled(urlOf(server), `${round}.${client}`, entries, onAnswer),
      );
      interruptedCount += (await Promise.all(clients)).filter(Boolean).length;
      assert.is((await server.closed).signal, "SIGKILL");
    }
    const server = await start(dataDir);
    await check(server, entries);
    await server.stop();
    // Otherwise this would have shown nothing.
    assert.ok(
      answeredCount >= 5 * ROUNDS && interruptedCount >= ROUNDS,
      `${answeredCount}, ${interruptedCount}`,
    );
  }));

const start = (dataDir: string) =>
  BuiltServer.start([
    ...["--headless", "--no-samples", "--port", "0", "--http-port", "0"],
    ...["--data-dir", dataDir, "--log-format", "json"],
  ]);

const urlOf = (server: BuiltServer) =>
  `http://127.0.0.1:${/"httpPort":(\d+)/.exec(server.stdout)?.[1]}/api/worklist`;

/** Adds entries, changes and removes them; resolves with whether a request was on its way at the end. */
async function changeUntilKilled(
  url: string,
  root: string,
  entries: Map<string, Known>,
  onAnswer: () => void,
): Promise<boolean> {
  const headers = { "content-type": "application/json" };
  const ids = new Map<string, string>();
  for (let number = 0; ; number += 1) {
    const [mine] = ids.keys();
    const isRemoved = mine !== undefined && number % 7 === 6;
    const isChanged = mine !== undefined && !isRemoved && number % 3 === 2;
    const patientId = isRemoved || isChanged ? mine : `${root}.${number}`;
    const id = ids.get(patientId);
    const name = isRemoved ? undefined : `${number}^${"x".repeat(Math.random() * 60)}`;
    const known = entries.get(patientId) ?? { answered: undefined, latest: undefined };
    known.latest = name;
    entries.set(patientId, known);
    const body = JSON.stringify({ PatientID: patientId, PatientName: name, Modality: "CT" });
    try {
      const method = isRemoved ? "DELETE" : isChanged ? "PATCH" : "POST";
      const answer = await fetch(id ? `${url}/${id}` : url, {
        ...{ method, headers },
        ...(isRemoved ? {} : { body }),
      });
      assert.ok(answer.ok, `${method}: ${answer.status}`);
      if (!id) ids.set(patientId, ((await answer.json()) as Answer).id);
      else await answer.arrayBuffer();
    } catch (error) {
      if (error instanceof assert.Assertion) throw error;
      return true;
    }
    if (isRemoved) ids.delete(patientId);
    known.answered = name;
    onAnswer();
  }
}

/** Compares what the server has with what was answered; what is there counts from here on. */
async function check(server: BuiltServer, entries: Map<string, Known>): Promise<void> {
  assert.not.match(server.stdout, /RECORDS_DAMAGED/);
  const { items } = (await (await fetch(`${urlOf(server)}?limit=10000`)).json()) as { items: Answer[] };
  const listed = new Map(items.map((item) => [item.PatientID, item]));
  assert.is(listed.size, items.length, "each once");
  for (const [patientId, known] of entries) {
    const item = listed.get(patientId);
    const fits = [known.answered, known.latest].includes(item?.PatientName);
    assert.ok(fits, `${patientId}: ${item?.PatientName} is neither ${known.answered} nor ${known.latest}`);
    if (item) assert.match(item.ScheduledProcedureStepID, /^SPS-/);
    known.answered = item?.PatientName;
    known.latest = item?.PatientName;
    listed.delete(patientId);
  }
  assert.equal([...listed.keys()], [], "nothing that was not sent");
}
