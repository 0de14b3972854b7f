import { openLiveStream } from "@/lib/boundary/live-stream";
import { defineRoute } from "@/lib/boundary/route";

export const dynamic = "force-dynamic";

export const GET = defineRoute("live", null, async (context, session, request) =>
  openLiveStream(context, session, request),
);
