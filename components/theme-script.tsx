import { keepTheme, THEME_CHOSEN, THEME_KEY } from "./shell/theme";
import { ThemeMender } from "./theme-mender";

/** Ahead of the first paint: a dark screen never begins with a white flash. */
export function ThemeScript() {
  const values = [THEME_KEY, THEME_CHOSEN].map((value) => JSON.stringify(value)).join(",");
  return (
    <>
      <script dangerouslySetInnerHTML={{ __html: `(${keepTheme.toString()})(${values})` }} />
      <ThemeMender />
    </>
  );
}
