/** Two servers, one in each mode, and tests of the rules M1 to M17 by a peer that sends and reads bytes. */
import * as assert from "uvu/assert";
import type { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsEvent } from "../../src/events/event-types.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import type { MppsRuleId } from "../../src/services/mpps-violation.ts";
import { CREATED, changed } from "./mpps-messages.ts";
import { MppsPeer, type WireAnswer, type WireElement } from "./mpps-peer.ts";

type Suite = ReturnType<typeof testSuite>;

export const MODES = ["strict", "tolerant"] as const;
export type Mode = (typeof MODES)[number];

const servers = new Map<Mode, Pacs>();

/** Starts a server for each mode before the tests of a suite, and closes them after. */
export function startServers(test: Suite): void {
  test.before(async () => {
    for (const mpps of MODES) {
      const options = { port: 0, host: "127.0.0.1", isHeadless: true, ephemeral: true, mpps };
      servers.set(mpps, await createPacs(options));
    }
  });
  test.after(async () => {
    for (const pacs of servers.values()) await pacs.close({ drainMs: 0 });
  });
}

let uidCount = 0;
export function newUid(): string {
  uidCount += 1;
  return `1.2.826.99.${uidCount}`;
}

export interface Scene {
  pacs: Pacs;
  peer: MppsPeer;
  uid: string;
}

/** Runs with an association of its own and an unused UID; gives the events of the time. */
export async function scene<T>(
  mode: Mode,
  run: (scene: Scene) => Promise<T>,
): Promise<{ result: T; events: PacsEvent[] }> {
  const pacs = servers.get(mode);
  if (!pacs) throw new Error("no server");
  const events: PacsEvent[] = [];
  const unsubscribe = pacs.events.subscribe((event) => events.push(event));
  const peer = await MppsPeer.open(pacs.dicomPort);
  try {
    return { result: await run({ pacs, peer, uid: newUid() }), events };
  } finally {
    await peer.close();
    unsubscribe();
  }
}

interface Expected {
  strict: Partial<WireAnswer> & { status: number };
  tolerant: Partial<WireAnswer> & { status: number };
  /** Rules and attributes that are told, the same in both modes. */
  told: readonly [MppsRuleId, string | undefined][];
}

/** The same without a result. */
export async function play(mode: Mode, run: (scene: Scene) => Promise<void>): Promise<void> {
  await scene(mode, run);
}

/** A test for each mode: what is answered, what is told in events and log, and what the record holds. */
export function rule(
  test: Suite,
  name: string,
  send: (scene: Scene) => Promise<WireAnswer>,
  expected: Expected,
): void {
  for (const mode of MODES) {
    test(`${name}: ${mode}`, async () => {
      const { result, events } = await scene(mode, async (scene) => {
        const before = scene.pacs.mpps.get(scene.uid)?.violations.length ?? 0;
        const answer = await send(scene);
        const step = scene.pacs.mpps.get(answer.sopInstanceUid ?? scene.uid);
        return { answer, step, recorded: step?.history.at(-1)?.violations ?? [], before };
      });
      const { answer, step } = result;
      for (const [key, value] of Object.entries(expected[mode])) {
        assert.equal(answer[key as keyof WireAnswer], value, key);
      }
      const warnings = events.flatMap((event) =>
        event.type === "warning" && event.code === "MPPS_RULE" && "rule" in event ? [event] : [],
      );
      const last = events.findLast(({ type }) => /^mpps/.test(type)) as {
        violations?: { rule: string; attribute?: string }[];
      };
      const told = expected.told.map(([id, attribute]) => `${id} ${attribute}`);
      assert.equal(last?.violations?.map(({ rule: id, attribute }) => `${id} ${attribute}`) ?? [], told);
      const warned = warnings.map((warning) => `${warning.rule} ${warning.attribute}`);
      for (const line of told) assert.ok(warned.includes(line), `${line} is no warning: ${warned}`);
      if (step) {
        assert.equal(
          result.recorded.map(({ rule: id, attribute }) => `${id} ${attribute}`),
          told,
        );
        assert.is(step.history.at(-1)?.answer, answer.status);
      }
    });
  }
}

export const success = { status: 0, attributes: [], offendingElements: [], dataset: undefined };
export const create =
  (changes: Record<string, WireElement[1] | undefined> = {}, uid?: string) =>
  (scene: Scene) =>
    scene.peer.create(uid ?? scene.uid, changed(CREATED, changes));
export const set =
  (elements: readonly WireElement[], created: Record<string, WireElement[1] | undefined> = {}) =>
  async ({ peer, uid }: Scene) => {
    assert.is((await peer.create(uid, changed(CREATED, created))).status, 0);
    return peer.set(uid, elements);
  };
