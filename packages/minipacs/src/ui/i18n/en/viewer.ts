/** Words of the view viewer. */
export const viewer = {
  title: "Viewer",
  hint: "",
};
