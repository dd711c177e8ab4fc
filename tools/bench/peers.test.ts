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

test("versions are told of what is installed and named in a source, without any where nothing is", () => {
  const versions = Object.entries(peerVersions(['loadPeer("dcmjs")', 'import "dwv";']));
  for (const [name, version] of versions) {
    assert.match(version, /^\d+\.\d+\.\d+/, name);
    assert.ok(["dcmjs", "dwv"].includes(name), name);
  }
  assert.equal(peerVersions(["nothing"]), {});
});
