"use client";

import { ChevronsUpDown, Store } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { LateMenu } from "@/components/ui/late-menu";
import type { ShellActions } from "./actions";

type ShopPickerProps = Pick<ShellActions, "chooseShop"> & {
  readonly shopId: number;
  readonly shopName: string;
  /** Empty for everybody but operators, who act in one shop at a time. */
  readonly shops: readonly { readonly id: number; readonly name: string }[];
};

const loadChoices = () => import("./shop-choices");

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
  const button = {
    className: `${buttonClass("plain", "small")} min-w-0`,
    "aria-label": `${t("shop")}: ${shopName}`,
    "aria-busy": isPending,
    children: (
      <>
        <Store className="text-ink-faint size-4 shrink-0" aria-hidden />
        <bdi className="max-w-[9rem] min-w-0 truncate">{shopName}</bdi>
        <ChevronsUpDown className="text-ink-faint size-3.5 shrink-0" aria-hidden />
      </>
    ),
  };
  return (
    <LateMenu button={button} load={loadChoices}>
      {({ ShopChoices }) => <ShopChoices button={button} shopId={shopId} shops={shops} onChoose={choose} />}
    </LateMenu>
  );
}
