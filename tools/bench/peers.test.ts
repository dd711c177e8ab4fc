import * as assert from "uvu/assert";
import { testSuite } from "../test/suite.ts";
import { loadPeer, MissingPeerError, peerVersions } from "./peers.ts";

const test = testSuite("tools/bench/peers");

test("a package that is not installed is told by its name, whatever of it is asked for", () => {
  for (const name of ["no-such-peer", "@no-such/peer/wasm"]) {
    assert.throws(
      () => loadPeer(name),
      (error: Error) => error instanceof MissingPeerError && error.message === `${name} is not installed`,
    );
  }
});

test("versions are told of what is installed, without any where nothing is", () => {
  for (const [name, version] of Object.entries(peerVersions())) assert.match(version, /^\d+\.\d+\.\d+/, name);
});
