/** Words of the view log. */
export const log = {
  title: "Log",
  hint: "Everything that happens, live.",
};
