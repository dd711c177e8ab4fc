import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { isCipherAvailable } from "../../src/transport/tls.ts";
import { identityError, resolveTlsSettings } from "../../src/transport/tls-options.ts";
import {
  availableCiphers,
  DEFAULT_TLS_PROFILE,
  isTlsProfileName,
  TLS_PROFILES,
  type TlsProfile,
  type TlsVersion,
} from "../../src/transport/tls-profiles.ts";

const test = testSuite("dimse/transport/tls-profiles");

const rows = Object.values(TLS_PROFILES) as TlsProfile[];

test("eight profiles, two of them current, named as they are keyed", () => {
  assert.is(rows.length, 8);
  assert.equal(
    rows.filter(({ isRetired }) => !isRetired).map(({ section }) => section),
    ["PS3.15 B.12", "PS3.15 B.13"],
  );
  for (const [name, row] of Object.entries(TLS_PROFILES)) assert.is(row.name, name);
  assert.is(TLS_PROFILES[DEFAULT_TLS_PROFILE].section, "PS3.15 B.12");
  assert.ok(isTlsProfileName("bcp195-ex"));
  assert.not.ok(isTlsProfileName("toString"));
});

test("current and non-downgrading profiles take no TLS below 1.2, no CBC, no static RSA, no DHE below 2048 bits", () => {
  for (const row of rows.filter(({ name }) => name.startsWith("bcp195-"))) {
    assert.is(row.minVersion, "TLSv1.2", row.name);
    assert.is(row.minDhBits, 2048, row.name);
    for (const cipher of [...row.ciphers, ...row.optionalCiphers]) {
      assert.match(cipher, /^(TLS_|ECDHE-|DHE-)/, row.name);
      assert.match(cipher, /GCM|CCM|POLY1305/, row.name);
    }
  }
});

test("B.13 uses no finite-field DHE, B.11 no TLS 1.3", () => {
  assert.not.ok(TLS_PROFILES["bcp195-rfc8996-modified"].ciphers.some((cipher) => cipher.startsWith("DHE-")));
  assert.is(TLS_PROFILES["bcp195-ex"].maxVersion, "TLSv1.2");
  assert.not.ok(TLS_PROFILES["bcp195-ex"].ciphers.some((cipher) => cipher.startsWith("TLS_")));
});

test("every profile but the one of Triple DES can be had, some without what OpenSSL does not have", () => {
  for (const row of rows.filter(({ name }) => name !== "basic")) {
    const ciphers = availableCiphers(row, isCipherAvailable);
    assert.equal(ciphers.slice(0, row.ciphers.length), row.ciphers, row.name);
    assert.not.ok(ciphers.some((cipher) => cipher.includes("CAMELLIA") || cipher.startsWith("DES-")));
  }
});

test("the Basic profile says what is missing", () => {
  try {
    resolveTlsSettings({ profile: "basic" }, isCipherAvailable);
    assert.unreachable();
  } catch (error) {
    assert.ok(isDicomError(error, "UNSUPPORTED_TLS_PROFILE"));
    assert.match(
      error.message,
      /"basic" needs Triple DES \(DES-CBC3-SHA\), which this OpenSSL does not have: .* another profile$/,
    );
    assert.equal(error.details, { profile: "basic", missing: ["DES-CBC3-SHA"] });
  }
});

test("an optional suite is taken where it is there", () => {
  assert.ok(resolveTlsSettings({ profile: "aes" }, () => true).ciphers.includes("DES-CBC3-SHA"));
});

test("options stand in the place of the profile's; TLS 1.0 needs OpenSSL's level 0", () => {
  const settings = resolveTlsSettings({ minVersion: "TLSv1.3" }, isCipherAvailable);
  assert.is(settings.minVersion, "TLSv1.3");
  assert.match(settings.ciphers, /@SECLEVEL=2$/);
  assert.match(resolveTlsSettings({ minVersion: "TLSv1" }, isCipherAvailable).ciphers, /@SECLEVEL=0$/);
  const own = resolveTlsSettings({ ciphers: "AES128-SHA:@SECLEVEL=1" }, isCipherAvailable);
  assert.is(own.ciphers, "AES128-SHA:@SECLEVEL=1");
});

const WRONG: [string, Parameters<typeof resolveTlsSettings>[0], RegExp][] = [
  ["an unknown profile", { profile: "best" as "aes" }, /profile: one of bcp195-rfc8996, /],
  ["an unknown version", { minVersion: "SSLv3" as TlsVersion }, /TLSv1\.3 are known/],
  ["versions the wrong way round", { minVersion: "TLSv1.3", maxVersion: "TLSv1.2" }, /above maxVersion/],
];

for (const [name, options, message] of WRONG) {
  test(`${name} is refused`, () => {
    try {
      resolveTlsSettings(options, isCipherAvailable);
      assert.unreachable();
    } catch (error) {
      assert.ok(isDicomError(error, "ARG_TLS"));
      assert.match(error.message, message);
    }
  });
}

test("a key that a wrong passphrase makes something else of is told as such", () => {
  const cause = { code: "ERR_OSSL_ASN1_WRONG_TAG" };
  assert.match(
    identityError(cause, true).message,
    /passphrase may not be that of the key, ERR_OSSL_ASN1_WRONG_TAG/,
  );
  assert.not.match(identityError(cause).message, /passphrase/);
});
