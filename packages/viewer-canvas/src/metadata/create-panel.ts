/** The side bar with its styles: one chunk, which is fetched when the side bar is opened. */

import type { LabelChanges } from "../controls/labels.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import { MetadataPanel } from "./metadata-panel.ts";
import { METADATA_STYLES } from "./metadata-styles.ts";

export function createMetadataPanel(
  surface: ViewerSurface,
  labels: LabelChanges,
  onClose: () => void,
): MetadataPanel {
  surface.adopt(METADATA_STYLES);
  const panel = new MetadataPanel(surface.viewer, labels, onClose);
  surface.add(panel.element, "side");
  return panel;
}
