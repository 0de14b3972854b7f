"use client";

import { useState, type ComponentProps, type ReactNode } from "react";

export type MenuButtonProps = Omit<ComponentProps<"button">, "ref">;

type LateMenuProps<Parts> = {
  /** The button, before and after: what opens takes it over as it is. */
  readonly button: MenuButtonProps;
  readonly load: () => Promise<Parts>;
  /** The menu, opened as it comes. */
  readonly children: (parts: Parts) => ReactNode;
};

/**
 * A menu's button. What opens is a third of a page's script and seldom wanted, so it is fetched when a hand or the keyboard
 * comes near, and takes the button's place at the first press. Where it cannot be fetched, the next press tries again.
 */
export function LateMenu<Parts>({ button, load, children }: LateMenuProps<Parts>) {
  const [loaded, setLoaded] = useState<{ readonly parts: Parts } | null>(null);
  if (loaded !== null) return children(loaded.parts);
  const fetchAhead = () => void load().catch(() => undefined);
  const open = () =>
    void load().then(
      (parts) => setLoaded({ parts }),
      () => undefined,
    );
  return (
    <button
      {...button}
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        open();
      }}
    />
  );
}
