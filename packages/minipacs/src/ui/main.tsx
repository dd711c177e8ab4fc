/** The page's entry. */
import { render } from "preact";
import { beginWithWords, followLanguage } from "./i18n/words.ts";
import { start } from "./live.ts";
import { followAddress } from "./routes.ts";
import { followShown } from "./shown.ts";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/header.css";
import "./styles/table.css";
import "./styles/panels.css";
import "./components/dataset-tree.css";
import { Page } from "./views/page.tsx";

followLanguage();
followAddress();
followShown();
void beginWithWords().then(() => {
  const root = document.getElementById("page");
  root?.replaceChildren();
  if (root) render(<Page />, root);
  void start();
});
