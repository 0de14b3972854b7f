"use client";

import { useLayoutEffect } from "react";
import { keepTheme, THEME_CHOSEN, THEME_KEY } from "./shell/theme";

/** Where React draws the whole page anew, as it does for one that is not found, what the script in the page had set is gone. */
export function ThemeMender() {
  useLayoutEffect(() => {
    if (document.documentElement.dataset.theme === undefined) keepTheme(THEME_KEY, THEME_CHOSEN);
  }, []);
  return null;
}
