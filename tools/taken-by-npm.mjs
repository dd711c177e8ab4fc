/** Options that npm took for its own, because `--` was not typed before them: `npm start --headless`. */

/** Of the server, and none of npm's. */
export const SERVER_OPTIONS = [
  ...["aet", "charset", "data-dir", "ephemeral", "headless", "host", "http-host", "http-port", "http-token"],
  ...["log-format", "log-level", "mpps", "port", "worklist-dir"],
];

/** Returns what to say of them; `undefined` where there are none. npm hands them on in the environment. */
export function takenByNpm(env) {
  const taken = SERVER_OPTIONS.filter((name) => env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined);
  if (taken.length === 0) return undefined;
  const flags = taken.map((name) => `--${name}`).join(" and ");
  return `npm has kept ${flags} for itself. Type -- before the options of the server: npm start -- --${taken[0]} …`;
}
