import { openLiveStream } from "@/lib/boundary/live-stream";
import { answerJson, defineRoute } from "@/lib/boundary/route";
import { findPass } from "@/lib/boundary/session";

export const dynamic = "force-dynamic";

export const GET = defineRoute("live", null, async (context, session, request) => {
  const pass = await findPass();
  return pass ? openLiveStream(context, session, pass, request) : answerJson({ code: "signed_out" }, 401);
});
