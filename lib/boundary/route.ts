import { can, type Permission } from "@/lib/auth/roles";
import type { Session } from "@/lib/auth/types";
import { getContext, type Context } from "./context";
import { reportIncident } from "./incident";
import { findSession } from "./session";

/** Answers of signed-in routes are one person's: no cache may keep them. */
const PRIVATE = { "cache-control": "private, no-store" };

export function answerJson(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: PRIVATE });
}

/** The shell of every route handler that a signed-in browser calls: authorise, call one function, translate the answer. */
export function defineRoute<P>(
  name: string,
  permission: Permission | null,
  run: (context: Context, session: Session, request: Request, params: P) => Promise<Response>,
) {
  return async (request: Request, { params }: { params: Promise<P> }): Promise<Response> => {
    try {
      const session = await findSession();
      if (!session) return answerJson({ code: "signed_out" }, 401);
      if (permission !== null && !can(session.role, permission)) return answerJson({ code: "forbidden" }, 403);
      return await run(getContext(), session, request, await params);
    } catch (error) {
      return answerJson({ code: "failed", incident: reportIncident(error, name) }, 500);
    }
  };
}
