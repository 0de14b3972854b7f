"use client";

import { ChevronsUpDown, Store } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { Menu, MenuContent, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import type { ShellActions } from "./actions";

type ShopPickerProps = Pick<ShellActions, "chooseShop"> & {
  readonly shopId: number;
  readonly shopName: string;
  /** Empty for everybody but operators, who act in one shop at a time. */
  readonly shops: readonly { readonly id: number; readonly name: string }[];
};

export function ShopPicker({ shopId, shopName, shops, chooseShop }: ShopPickerProps) {
  const t = useTranslations("shell");
  const [isPending, startTransition] = useTransition();
  if (shops.length === 0) {
    return (
      <span className="text-ink-soft inline-flex items-center gap-2 text-sm max-lg:hidden">
        <Store className="text-ink-faint size-4" aria-hidden />
        <bdi>{shopName}</bdi>
      </span>
    );
  }
  const choose = (id: string) =>
    startTransition(async () => {
      await chooseShop(Number(id));
      // Nothing read for one shop may stay on the screen of another: a new page, not a new rendering.
      window.location.assign("/orders");
    });
  return (
    <Menu>
      <MenuTrigger
        className={`${buttonClass("plain", "small")} min-w-0`}
        aria-label={`${t("shop")}: ${shopName}`}
        aria-busy={isPending}
      >
        <Store className="text-ink-faint size-4 shrink-0" aria-hidden />
        <bdi className="max-w-[9rem] min-w-0 truncate">{shopName}</bdi>
        <ChevronsUpDown className="text-ink-faint size-3.5 shrink-0" aria-hidden />
      </MenuTrigger>
      <MenuContent>
        <MenuLabel>{t("chooseShop")}</MenuLabel>
        <MenuRadioGroup value={String(shopId)} onValueChange={choose}>
          {shops.map((shop) => (
            <MenuRadioItem key={shop.id} value={String(shop.id)}>
              <bdi>{shop.name}</bdi>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
