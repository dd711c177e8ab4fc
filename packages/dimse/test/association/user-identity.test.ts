import { inspect } from "node:util";
import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  encodeUserIdentity,
  identityInfo,
  identityResponse,
  ReceivedUserIdentity,
  USER_IDENTITY_TYPES,
  type UserIdentityOption,
} from "../../src/association/user-identity.ts";

const test = testSuite("dimse/user-identity");

const SECRET = "Geheimnis";

test("types have the codes of the standard", () => {
  const codes = USER_IDENTITY_TYPES.map((type) => {
    const secondary = type === "username-passcode" ? SECRET : undefined;
    return encodeUserIdentity({ type, primary: "x", secondary }).type;
  });
  assert.equal(codes, [1, 2, 3, 4, 5]);
});

test("text becomes UTF-8, bytes stay", () => {
  const named = encodeUserIdentity({ type: "username-passcode", primary: "Jürg", secondary: "ß" });
  assertBytes(named.primaryField, bytes`4a c3 bc 72 67`);
  assertBytes(named.secondaryField, bytes`c3 9f`);
  assert.is(named.positiveResponseRequested, false);
  const ticket = encodeUserIdentity({
    type: "kerberos",
    primary: bytes`60 ff 00`,
    positiveResponseRequested: true,
  });
  assertBytes(ticket.primaryField, bytes`60 ff 00`);
  assert.is(ticket.secondaryField.length, 0);
  assert.is(ticket.positiveResponseRequested, true);
});

for (const [name, option] of [
  ["an unknown type", { type: "token", primary: "x" }],
  ["a passcode that is missing", { type: "username-passcode", primary: "doe" }],
  ["a passcode where none belongs", { type: "jwt", primary: "x", secondary: SECRET }],
] as const) {
  test(`refuses ${name}, without telling it`, () => {
    try {
      encodeUserIdentity(option as UserIdentityOption);
    } catch (error) {
      assert.is((error as { code: string }).code, "ARG_USER_IDENTITY");
      assert.not.match(inspect(error), SECRET);
      return;
    }
    assert.unreachable();
  });
}

test("what was received is there, and not to be seen", () => {
  const item = encodeUserIdentity({ type: "username-passcode", primary: "Jürg", secondary: SECRET });
  const identity = new ReceivedUserIdentity(item);
  assert.is(identity.username, "Jürg");
  assert.is(identity.passcode, SECRET);
  assertBytes(identity.secondary, new TextEncoder().encode(SECRET));
  for (const shown of [inspect(identity, { depth: 9, showHidden: true }), JSON.stringify(identity)]) {
    assert.match(shown, "Jürg");
    assert.not.match(shown, SECRET);
    assert.not.match(shown, Buffer.from(SECRET).toString("base64"));
    assert.not.match(shown, "71, 101, 104");
  }
  assert.equal(identityInfo(item), { type: "username-passcode", username: "Jürg" });
});

test("tickets, assertions and tokens are no names", () => {
  for (const type of [3, 4, 5, 0, 77]) {
    const item = {
      type,
      positiveResponseRequested: false,
      primaryField: new TextEncoder().encode(SECRET),
      secondaryField: bytes``,
    };
    const identity = new ReceivedUserIdentity(item);
    assert.is(identity.username, undefined);
    assert.is(identity.passcode, undefined);
    assert.is(identity.type, { 3: "kerberos", 4: "saml", 5: "jwt" }[type] ?? "unknown");
    assert.is(identity.typeCode, type);
    assert.not.match(inspect(identityInfo(item)), SECRET);
  }
});

test("a response goes to who asked, with bytes for tickets, assertions and tokens only", () => {
  const item = (type: number, positiveResponseRequested: boolean) => ({
    type,
    positiveResponseRequested,
    primaryField: bytes``,
    secondaryField: bytes``,
  });
  assert.is(identityResponse(undefined, bytes`01`), undefined);
  for (const type of [1, 2, 3, 4, 5]) {
    assert.is(identityResponse(item(type, false), bytes`01`), undefined);
    assert.equal(identityResponse(item(type, true), bytes`01`), type >= 3 ? bytes`01` : bytes``);
    assert.equal(identityResponse(item(type, true), undefined), bytes``);
  }
});
