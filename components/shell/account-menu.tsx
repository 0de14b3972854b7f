"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { LateMenu } from "@/components/ui/late-menu";
import type { Role } from "@/lib/auth/roles";
import type { ShellActions } from "./actions";

type AccountMenuProps = Pick<ShellActions, "signOut"> & {
  readonly name: string;
  readonly role: Role;
  readonly shopName: string;
};

const loadChoices = () => import("./account-choices");

export function AccountMenu({ name, role, shopName, signOut }: AccountMenuProps) {
  const t = useTranslations("shell");
  const roles = useTranslations("roles");
  const [isPending, startTransition] = useTransition();
  const leave = () =>
    startTransition(async () => {
      await signOut();
    });
  const button = {
    "aria-label": t("accountOf", { name }),
    "aria-busy": isPending,
    className: "hover:bg-sunken flex min-h-10 items-center gap-2.5 rounded-xl ps-1.5 pe-1.5 transition-colors xl:pe-3",
    children: (
      <>
        <span
          aria-hidden
          className="bg-accent-wash text-accent-strong grid size-8 place-items-center rounded-full text-sm font-semibold"
        >
          {[...name][0]}
        </span>
        <span className="text-start leading-tight max-xl:hidden">
          <span className="block text-sm font-medium">
            <bdi>{name}</bdi>
          </span>
          <span className="text-ink-faint block text-xs">{roles(role)}</span>
        </span>
      </>
    ),
  };
  return (
    <LateMenu button={button} load={loadChoices}>
      {({ AccountChoices }) => (
        <AccountChoices button={button} name={name} roleName={roles(role)} shopName={shopName} onLeave={leave} />
      )}
    </LateMenu>
  );
}
