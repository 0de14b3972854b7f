import { useTranslations } from "next-intl";
import type { MenuButtonProps } from "@/components/ui/late-menu";
import { Menu, MenuLabel, MenuRadioGroup, MenuRadioItem } from "@/components/ui/menu";

type ShopChoicesProps = {
  readonly button: MenuButtonProps;
  readonly shopId: number;
  readonly shops: readonly { readonly id: number; readonly name: string }[];
  readonly onChoose: (id: string) => void;
};

export function ShopChoices({ button, shopId, shops, onChoose }: ShopChoicesProps) {
  const t = useTranslations("shell");
  return (
    <Menu button={button}>
      <MenuLabel>{t("chooseShop")}</MenuLabel>
      <MenuRadioGroup value={String(shopId)} onValueChange={onChoose}>
        {shops.map((shop) => (
          <MenuRadioItem key={shop.id} value={String(shop.id)}>
            <bdi>{shop.name}</bdi>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}
