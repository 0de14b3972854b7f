import { OrdersSkeleton } from "@/components/orders/orders-skeleton";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function OrdersLoading() {
  return (
    <div className="flex flex-col gap-4" aria-busy>
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-10 w-full max-w-3xl" />
      <Card>
        <OrdersSkeleton rows={10} />
      </Card>
    </div>
  );
}
