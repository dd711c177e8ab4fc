/** Words of the view received. */
export const received = {
  title: "Received",
  hint: "What came by C-STORE or was dropped on the page.",
};
