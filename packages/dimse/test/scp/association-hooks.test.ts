import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { AssociationProposal } from "../../src/association/association-proposal.ts";
import { REJECTION } from "../../src/association/rejection.ts";
import type { UserIdentityOption } from "../../src/association/user-identity.ts";
import type { AssociationRejectedError } from "../../src/errors.ts";
import type { AssociateAcPdu } from "../../src/pdu/types.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { STUDY_ROOT_FIND } from "../../src/sop-class/query-retrieve.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { type Loopback, rejection, startLoopback } from "../support/loopback.ts";
import { proposal, RawPeer } from "../support/raw-peer.ts";

const test = testSuite("dimse/association-hooks");

const contexts = [{ abstractSyntax: VERIFICATION }];

async function withServer(
  options: Partial<ServeOptions>,
  run: (loopback: Loopback) => Promise<void>,
): Promise<void> {
  const loopback = await startLoopback({ handlers: {}, ...options });
  try {
    await run(loopback);
  } finally {
    await loopback.close();
  }
}

async function rejectedWith(loopback: Loopback, options: { userIdentity?: UserIdentityOption } = {}) {
  const error = (await rejection(
    loopback.connectInMemory({ contexts, ...options }),
  )) as AssociationRejectedError;
  assert.is(error.code, "ASSOC_REJECTED");
  return [error.result, error.source, error.reason];
}

for (const [name, usual] of Object.entries(REJECTION)) {
  for (const result of [1, 2]) {
    test(`onAssociate rejects: ${name}, result ${result}`, () =>
      withServer({ onAssociate: () => ({ ...usual, result }) }, async (loopback) => {
        assert.equal(await rejectedWith(loopback), [result, usual.source, usual.reason]);
        const event = await loopback.first("association-rejected");
        assert.equal([event.result, event.source, event.reason], [result, usual.source, usual.reason]);
        assert.not.match(event.text, "reserved");
        assert.is(loopback.events.length, 1);
      }));
  }
}

test("onAssociate sees what was proposed, and nothing secret", async () => {
  let seen: AssociationProposal | undefined;
  await withServer(
    {
      async onAssociate(given) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen = given;
      },
    },
    async (loopback) => {
      const association = await loopback.connect({
        contexts,
        callingAeTitle: "CT 1",
        asyncOperations: { maxInvoked: 4 },
        userIdentity: { type: "username-passcode", primary: "doe", secondary: "Geheimnis" },
      });
      assert.is((await association.echo()).status, 0);
      const [info] = loopback.server.associations;
      assert.equal(info?.userIdentity, { type: "username-passcode", username: "doe" });
      // The server has one operation at a time unless it is told otherwise.
      assert.equal(info?.window, { maxInvoked: 1, maxPerformed: 1 });
      await association.release();
    },
  );
  assert.is(seen?.callingAeTitle, "CT 1");
  assert.is(seen?.remoteAddress, "127.0.0.1");
  assert.equal(seen?.contexts[0]?.abstractSyntax, VERIFICATION);
  assert.equal(seen?.asyncOperationsWindow, { maximumInvoked: 4, maximumPerformed: 1 });
  assert.equal(seen?.userIdentity, { type: "username-passcode", username: "doe" });
  assert.not.match(JSON.stringify(seen), "Geheimnis");
});

for (const [name, options, hook] of [
  [
    "onAssociate throws",
    {
      onAssociate() {
        throw new Error("database");
      },
    },
    "onAssociate",
  ],
  [
    "authenticate rejects its promise",
    { authenticate: () => Promise.reject(new Error("directory")) },
    "authenticate",
  ],
  [
    "onAssociate answers with what are no codes",
    { onAssociate: () => ({ result: 1, source: 1, reason: 700 }) },
    "onAssociate",
  ],
  [
    "refuseContext throws",
    {
      refuseContext() {
        throw new Error("policy");
      },
    },
    "contexts",
  ],
] as const) {
  test(`${name}: rejected without a reason, and told`, () =>
    withServer(options as Partial<ServeOptions>, async (loopback) => {
      assert.equal(await rejectedWith(loopback), [1, 1, 1]);
      assert.equal(
        loopback.events.map(({ type }) => type),
        ["negotiation-error", "association-rejected"],
      );
      assert.is(loopback.of("negotiation-error")[0]?.hook, hook);
      assert.ok(loopback.of("negotiation-error")[0]?.error instanceof Error);
    }));
}

test("an answer too long for its item is a rejection, not a broken connection", () =>
  withServer(
    { handlers: { *find() {} }, answerExtendedNegotiation: () => new Uint8Array(70_000) },
    async (loopback) => {
      const offer = { abstractSyntax: STUDY_ROOT_FIND, applicationInformation: Uint8Array.of(1) };
      const error = await rejection(loopback.connectInMemory({ contexts: [offer] }));
      assert.is(error.code, "ASSOC_REJECTED");
      assert.is(loopback.of("negotiation-error")[0]?.hook, "contexts");
    },
  ));

/** A hook that works until its signal fires. */
function endlessHook(): { onAssociate: NonNullable<ServeOptions["onAssociate"]>; ended: Promise<unknown> } {
  let end: (reason: unknown) => void;
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  return {
    ended,
    onAssociate: (_, { signal }) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          end(signal.reason);
          reject(signal.reason);
        });
      }),
  };
}

for (const [name, leave] of [
  ["aborts", (peer: RawPeer) => peer.send({ type: "A-ABORT", source: 0, reason: 0 })],
  ["disconnects", (peer: RawPeer) => peer.end()],
  ["sends data too early", (peer: RawPeer) => peer.send({ type: "P-DATA-TF", pdvs: [] })],
] as const) {
  test(`a peer that ${name} while a hook works ends it`, async () => {
    const { onAssociate, ended } = endlessHook();
    await withServer({ onAssociate }, async (loopback) => {
      const peer = new RawPeer();
      loopback.server.take(peer.other);
      peer.send(proposal(VERIFICATION));
      await new Promise((resolve) => setTimeout(resolve, 10));
      leave(peer);
      assert.ok((await ended) instanceof Error);
      peer.end();
      await peer.closed;
      assert.equal(
        peer.received.map(({ type }) => type),
        name === "sends data too early" ? ["A-ABORT"] : [],
      );
      assert.equal(
        loopback.events.map(({ type }) => type),
        ["connection-refused"],
      );
    });
  });
}

test("closing the server does not wait for a hook", async () => {
  const { onAssociate, ended } = endlessHook();
  const loopback = await startLoopback({ handlers: {}, onAssociate });
  const peer = new RawPeer();
  loopback.server.take(peer.other);
  peer.send(proposal(VERIFICATION));
  await new Promise((resolve) => setTimeout(resolve, 10));
  await loopback.server.close({ drainMs: 10_000 });
  assert.ok(await ended);
});

test("no time limit runs while a hook works, and then they do", () =>
  withServer(
    {
      onAssociate: () => new Promise<void>((resolve) => setTimeout(resolve, 120)),
      timeouts: { artimMs: 30, progressMs: 30, negotiateMs: 30, idleMs: 30, responseMs: 30 },
    },
    async (loopback) => {
      const peer = new RawPeer();
      loopback.server.take(peer.other);
      peer.send(proposal(VERIFICATION));
      assert.is((await peer.pdu(0)).type, "A-ASSOCIATE-AC");
      assert.is((await peer.pdu(1)).type, "A-ABORT");
      peer.end();
    },
  ));

const IDENTITIES: UserIdentityOption[] = [
  { type: "username", primary: "doe" },
  { type: "username-passcode", primary: "doe", secondary: "Geheimnis" },
  { type: "kerberos", primary: Uint8Array.of(0x60, 0x82) },
  { type: "saml", primary: "<Assertion/>" },
  { type: "jwt", primary: "a.b.c" },
];

for (const identity of IDENTITIES) {
  for (const positiveResponseRequested of [false, true]) {
    test(`authenticates ${identity.type}${positiveResponseRequested ? ", with a response" : ""}`, () =>
      withServer(
        {
          authenticate(given) {
            const claimed = new TextDecoder().decode(given?.primary);
            const expected =
              typeof identity.primary === "string"
                ? identity.primary
                : new TextDecoder().decode(identity.primary);
            const isRight = given?.type === identity.type && given.passcode === identity.secondary;
            return isRight && claimed === expected ? { response: Uint8Array.of(7) } : false;
          },
        },
        async (loopback) => {
          const userIdentity = { ...identity, positiveResponseRequested };
          const association = await loopback.connect({ contexts, userIdentity });
          const hasBytes = !identity.type.startsWith("username");
          const expected = hasBytes ? Uint8Array.of(7) : new Uint8Array(0);
          assert.equal(association.userIdentityResponse, positiveResponseRequested ? expected : undefined);
          await association.release();
          assert.not.match(JSON.stringify(loopback.events), "Geheimnis");
          const wrong = { ...userIdentity, primary: "other" };
          assert.equal(await rejectedWith(loopback, { userIdentity: wrong }), [1, 1, 1]);
          assert.equal(await rejectedWith(loopback), [1, 1, 1]);
          assert.is(loopback.of("negotiation-error").length, 0);
        },
      ));
  }
}

test("without authenticate nobody gets a response, as by a peer that knows no item 58H", () =>
  withServer({}, async (loopback) => {
    const peer = new RawPeer();
    loopback.server.take(peer.other);
    const rq = proposal(VERIFICATION);
    rq.userInformation.userIdentity = {
      type: 1,
      positiveResponseRequested: true,
      primaryField: Uint8Array.of(0x61),
      secondaryField: new Uint8Array(0),
    };
    peer.send(rq);
    assert.is(((await peer.pdu(0)) as AssociateAcPdu).userInformation.userIdentityResponse, undefined);
    peer.end();
  }));

test("places are limited in all and for each address, also for proposals that hooks work on", () =>
  withServer({ limits: { maxAssociationsPerAddress: 1 }, onAssociate: async () => {} }, async (loopback) => {
    const opening = [loopback.connect({ contexts }), loopback.connect({ contexts })];
    const settled = await Promise.allSettled(opening);
    const errors = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    assert.equal(
      errors.map(({ result, source, reason }) => [result, source, reason]),
      [[2, 3, 2]],
    );
    // Another address has its own place.
    const other = await loopback.connectInMemory({ contexts });
    await other.release();
    for (const one of settled) if (one.status === "fulfilled") await one.value.release();
    const again = await loopback.connect({ contexts });
    await again.release();
  }));

test("unknown SOP classes of storage are stored where the server takes relations", () =>
  withServer({ handlers: { async store() {} }, acceptRelatedGeneral: true }, async (loopback) => {
    const sopClassUid = "1.2.276.0.99.1";
    const association = await loopback.connect({
      contexts: [
        { abstractSyntax: sopClassUid, relation: { serviceClassUid: "1.2.840.10008.4.2" } },
        { abstractSyntax: "1.2.276.0.99.2" },
      ],
    });
    assert.equal(
      association.contexts.map(({ result }) => result),
      [0, 3],
    );
    const { status } = await association.store({
      sopClassUid,
      sopInstanceUid: "1.2.3",
      transferSyntaxUid: "1.2.840.10008.1.2.1",
      data: new Uint8Array(0),
    });
    assert.is(status, 0);
    await association.release();
  }));

test("extended negotiation reaches both sides", () =>
  withServer(
    { handlers: { *find() {} }, answerExtendedNegotiation: () => Uint8Array.of(1, 0) },
    async (loopback) => {
      const association = await loopback.connect({
        contexts: [{ abstractSyntax: STUDY_ROOT_FIND, applicationInformation: Uint8Array.of(1, 1) }],
        asyncOperations: { maxInvoked: 3 },
      });
      const expected = [
        {
          sopClassUid: STUDY_ROOT_FIND,
          proposed: Uint8Array.of(1, 1),
          answered: Uint8Array.of(1, 0),
        },
      ];
      assert.equal(association.extendedNegotiations, expected);
      assert.equal(loopback.server.associations[0]?.extendedNegotiations, expected);
      await association.release();
    },
  ));

test("the window of operations reaches both sides", () =>
  withServer({ asyncOperations: { maxPerformed: 3 } }, async (loopback) => {
    const association = await loopback.connect({ contexts, asyncOperations: { maxInvoked: 5 } });
    assert.equal(association.window, { maxInvoked: 3, maxPerformed: 1 });
    assert.equal(loopback.server.associations[0]?.window, { maxInvoked: 1, maxPerformed: 3 });
    await association.release();
  }));

test("an identity that does not fit its field is told before there is a connection", async () => {
  const userIdentity = { type: "saml", primary: new Uint8Array(70_000) } as const;
  const error = await rejection(
    withServer({}, async (loopback) => {
      await loopback.connect({ contexts, userIdentity });
    }),
  );
  assert.is(error.code, "PDU_VALUE_RANGE");
});
