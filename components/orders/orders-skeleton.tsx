import { Skeleton } from "@/components/ui/skeleton";

/** Rows that are being read, in the height of rows. */
export function OrdersSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div aria-hidden className="divide-line divide-y">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex h-16 items-center gap-6 px-5">
          <Skeleton className="h-4 w-12" />
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-4 w-20 max-md:hidden" />
          <Skeleton className="ms-auto h-4 w-16" />
          <Skeleton className="h-6 w-24 rounded-full" />
        </div>
      ))}
    </div>
  );
}
