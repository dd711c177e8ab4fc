/** Thousands of files arrive in one series while it is watched: frames go on meanwhile, and all of it scrolls after. */
import { createUid } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ctObject } from "../support/objects.ts";
import { ServedPage } from "./support/served-page.ts";
import { assertSmooth } from "./support/smooth.ts";

const test = testSuite("minipacs/page live", { tools: ["chromium"], timeoutMs: 200_000 });
const scene = new ServedPage(test);

/** More than ten pages of the list. */
const COUNT = runCount(1500, 5000);

test(`a series of ${COUNT} files is smooth while it arrives, and to scroll through`, async () => {
  const { page } = scene;
  const [StudyInstanceUID, SeriesInstanceUID] = [createUid(), createUid()];
  const object = (InstanceNumber: number) =>
    ctObject({ StudyInstanceUID, SeriesInstanceUID, PatientName: "Live^Test", InstanceNumber }, createUid());
  const target = { host: "127.0.0.1", port: scene.server.port, calledAeTitle: "MINIPACS" };
  await store(target, [object(1)]);
  await scene.open(`received/${StudyInstanceUID}/${SeriesInstanceUID}`);
  const files = page.getByRole("grid", { name: "Files" });
  await files.locator("tr[data-index]").first().waitFor();
  await page.evaluate(() => {
    const clock = {
      frames: [] as number[],
      before: performance.now(),
      tick(now: number) {
        clock.frames.push(now - clock.before);
        clock.before = now;
        requestAnimationFrame(clock.tick);
      },
    };
    Object.assign(globalThis, { frames: clock.frames });
    requestAnimationFrame(clock.tick);
  });
  await store(
    target,
    Array.from({ length: COUNT - 1 }, (_, index) => object(index + 2)),
  );
  await page.waitForFunction(
    (count) => document.querySelector(`.drawer [aria-rowcount="${count + 1}"]`) !== null,
    COUNT,
    { timeout: 150_000 },
  );
  const live = () => page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames.splice(0));
  await assertSmooth(live, "while they arrive", { tries: 1 });
  const scrolled = () =>
    files.locator("xpath=..").evaluate(async (element) => {
      const { frames } = globalThis as unknown as { frames: number[] };
      frames.length = 0;
      for (let step = 1; step <= 100; step += 1) {
        element.scrollTop = (element.scrollHeight * step) / 100;
        await new Promise(requestAnimationFrame);
      }
      return frames.splice(0);
    });
  await assertSmooth(scrolled, "while it is scrolled");
  await files
    .getByText(new RegExp(`(Image|Object) ${COUNT}`))
    .first()
    .waitFor();
  assert.ok((await files.locator("tr[data-index]").count()) < 80, "only what is in sight is drawn");
  scene.assertQuiet();
});
