/** Fingers on a page, by Chromium's own protocol. */
import type { Page } from "playwright-core";

/** A finger that moves until it is lifted throws what it moved, and the next tap only stops that: Chromium asks for 40 ms of rest. */
const REST_MS = 80;

type Point = readonly [x: number, y: number];

/**
 * Returns what makes a gesture of the places of all fingers, step by step. It is over when the page has seen its end: the
 * browser keeps moves for its next frame.
 */
export async function fingers(
  page: Page,
): Promise<(...steps: readonly (readonly Point[])[]) => Promise<void>> {
  const client = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: readonly Point[]) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  return async (...steps) => {
    await page.evaluate(() => {
      const ended = new Promise<void>((resolve) => {
        const over = new AbortController();
        const options = { passive: true, signal: over.signal };
        addEventListener("touchend", ({ touches }) => touches.length === 0 && resolve(over.abort()), options);
      });
      Object.assign(globalThis, { gestureEnded: ended });
    });
    for (const [i, points] of steps.entries()) await touch(i === 0 ? "touchStart" : "touchMove", points);
    await page.waitForTimeout(REST_MS);
    await touch("touchEnd", []);
    await page.evaluate(() => (globalThis as unknown as { gestureEnded: Promise<void> }).gestureEnded);
  };
}
