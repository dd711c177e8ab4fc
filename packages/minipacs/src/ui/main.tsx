/** The page's entry. */
import { render } from "preact";
import { formatDate, formatNumber, formatTime } from "./format.ts";
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
void start();
void beginWithWords().then(() => {
  const root = document.getElementById("page");
  root?.replaceChildren();
  if (root) render(<Page />, root);
});
// While the answers are on their way: the first use of them takes a while.
formatNumber(0);
formatDate("20000101");
formatTime("12");
