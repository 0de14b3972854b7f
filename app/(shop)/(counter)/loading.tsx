import { OrdersSkeleton } from "@/components/orders/orders-skeleton";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";

export default function CounterLoading() {
  return (
    <div className="flex flex-col gap-5" aria-busy>
      <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_17rem]">
        <Card className="flex h-[26rem] flex-col gap-5 p-6">
          <Skeleton className="h-18" />
          <Skeleton className="h-11 w-2/3" />
          <Skeleton className="h-24" />
          <Skeleton className="h-14 w-56" />
        </Card>
        <Card className="h-28 p-5 max-xl:order-first">
          <Skeleton className="h-14" />
        </Card>
      </div>
      <Card>
        <OrdersSkeleton rows={6} />
      </Card>
    </div>
  );
}
