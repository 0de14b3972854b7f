import { ArrowUp } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** New orders are announced, not pushed under the reader's eyes. Its place is kept whether it shows or not. */
export function NewRowsPill({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const t = useTranslations("orders");
  return (
    <div role="status" className="min-h-8">
      {count > 0 && (
        <Button look="primary" size="small" icon={<ArrowUp className="size-3.5" aria-hidden />} onClick={onShow}>
          {t("newRows", { count })}
        </Button>
      )}
    </div>
  );
}
