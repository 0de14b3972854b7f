"use client";

import { Printer } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** The browser's own dialog; the button itself is not on the paper. */
export function PrintButton() {
  const t = useTranslations("slip");
  return (
    <Button
      look="primary"
      autoFocus
      className="print:hidden"
      icon={<Printer className="size-4" aria-hidden />}
      onClick={() => window.print()}
    >
      {t("print")}
    </Button>
  );
}
